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
    for (const name of given) expect(name).toMatch(/^[\p{L}\p{N}._-]+\.(jpg|png)$/u);
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
});
