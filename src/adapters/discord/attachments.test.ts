// Slack's library first: its undici then owns the process's global dispatcher, through which Discord's uploads fail.
import '@slack/bolt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../core/errors.ts';
import { aLine, aPicture, openStage, type Stage } from './stage.test-support.ts';

const bytes = Buffer.from('not really a picture');

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const post = async (...pictures: ReturnType<typeof aPicture>[]) => {
  const [id = ''] = await stage.discordAdapter.adapter.post(stage.link, aLine({ attachments: pictures }));
  return stage.discord.world.message(id);
};

describe('pictures on their way to Discord', () => {
  it('are uploaded although Slack’s library was loaded first', async () => {
    stage.files.set('picture-1', { bytes, type: 'image/png', name: 'still.png' });
    const message = await post(aPicture());
    expect(message?.attachments).toMatchObject([{ filename: 'still.png', size: bytes.length }]);
  });

  it('get a name that is safe and says what they are', async () => {
    stage.files.set('picture-1', { bytes, type: 'image/jpeg', name: 'picture-1' });
    const names = ['../../etc/passwd', '장면 1', 'a\r\nb.png', '…', 'cat.jpeg'];
    const message = await post(...names.slice(0, 4).map((name) => aPicture({ name, type: 'image/jpeg' })));
    const given = message?.attachments.map(({ filename }) => filename) ?? [];
    expect(given).toHaveLength(4);
    for (const name of given) expect(name).toMatch(/^[\w.-]+\.(jpg|png)$/);
  });

  it('are for trying again while our store is away, and go as addresses where they cannot be read', async () => {
    const failing = (error: Error): void =>
      void vi.spyOn(stage.files, 'get').mockImplementationOnce(() => {
        throw error;
      });
    failing(new Problem('unavailable', 'Not just now.'));
    await expect(post(aPicture())).rejects.toMatchObject({ kind: 'retry' });
    failing(new Error('a bad sector'));
    expect((await post(aPicture({ url: '/media/unread' })))?.content).toContain('/media/unread');
  });

  it('that are too large for one message go as addresses, and the text with them', async () => {
    const large = Buffer.alloc(9 * 1024 * 1024);
    stage.files.set('large', { bytes: large, type: 'image/png', name: 'large.png' });
    const message = await post(...[1, 2, 3].map((n) => aPicture({ id: 'large', url: `/media/large-${n}` })));
    expect(message?.attachments).toHaveLength(2);
    expect(message?.content).toContain('Shall we?');
    expect(message?.content).toContain('https://rooms.example/media/large-3');
  });

  it('go with as much of what they show as Discord takes, cut between characters', async () => {
    stage.files.set('picture-1', { bytes, type: 'image/png', name: 'still.png' });
    const message = await post(aPicture({ alt: '👨‍👩‍👧‍👦'.repeat(500) }));
    expect(message?.attachments).toMatchObject([{ description: '👨‍👩‍👧‍👦'.repeat(93) }]);
  });

  it('that are more than ten go as far as Discord takes them, and the others as addresses', async () => {
    stage.files.set('picture-1', { bytes, type: 'image/png', name: 'still.png' });
    const message = await post(
      ...Array.from({ length: 13 }, (_, n) => aPicture({ url: `/media/picture-${n}` })),
    );
    expect(message?.attachments).toHaveLength(10);
    const named = [...(message?.content ?? '').matchAll(/\/media\/picture-(\d+)/g)].map(([, n]) => n);
    expect(named).toEqual(['10', '11', '12']);
  });

  it('keep what they are called as a title where Discord makes up another name', async () => {
    stage.files.set('picture-1', { bytes, type: 'image/png', name: 'still.png' });
    const names = ['हिन्दी ภาษาไทย.pdf', '대본 3고.hwp', 'my script (2).txt', 'plain-1.txt'];
    const message = await post(...names.map((name) => aPicture({ kind: 'file', name })));
    expect(
      message?.attachments.map(({ filename, title }) => [filename.replace(/^[\da-f]{16}/, '…'), title]),
    ).toEqual([
      ['….pdf', 'हिन्दी ภาษาไทย'],
      ['….hwp', '대본 3고'],
      ['my_script_2_.txt', 'my script (2)'],
      ['plain-1.txt', null],
    ]);
  });

  it('are covered by more than their name, which Discord may not keep', async () => {
    stage.files.set('picture-1', { bytes, type: 'image/png', name: 'still.png' });
    const message = await post(aPicture({ name: '범인은 집사.png', spoiler: true }), aPicture());
    expect(
      message?.attachments.map(({ filename, spoiler }) => [/집사|butler/.test(filename), spoiler]),
    ).toEqual([
      [false, true],
      [false, false],
    ]);
  });

  it('that give something away do not do so as addresses either', async () => {
    const message = await post(
      aPicture({ id: 'gone', url: '/media/gone', spoiler: true }),
      aPicture({
        id: 'gone-too',
        url: '/media/gone-too',
        kind: 'file',
        name: 'the-butler.pdf',
        spoiler: true,
      }),
    );
    expect(message?.content).toContain('||<https://rooms.example/media/gone>||');
    expect(message?.content).toMatch(/\|\|[^|]*the-butler\.pdf[^|]*\|\|/);
  });

  it('of which Discord takes none are all named by their addresses, in as many parts as that needs', async () => {
    stage.files.set('picture-1', { bytes, type: 'image/png', name: 'still.png' });
    stage.discord.faults.serverError({ status: 413, only: 'POST /webhooks/', calls: 1 });
    const many = Array.from({ length: 10 }, (_, n) =>
      aPicture({ url: `/media/picture-${n}-${'x'.repeat(150)}` }),
    );
    const text = 'word '.repeat(380);
    const ids = await stage.discordAdapter.adapter.post(stage.link, aLine({ text, attachments: many }));
    const said = ids.map((id) => stage.discord.world.message(id)?.content ?? '').join('\n');
    expect([...said.matchAll(/\/media\/picture-(\d)-/g)].map(([, n]) => n)).toEqual([...'0123456789']);
    expect(said.match(/word/g)).toHaveLength(380);
  });
});
