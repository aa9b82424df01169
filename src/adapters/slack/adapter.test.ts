import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryFault, type OutgoingLine } from '../../core/delivery/chat-adapter.ts';
import { aLine, aPicture, openStage, type Stage } from './stage.test-support.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.platform.start();
});
afterAll(() => stage.close());
afterEach(() => stage.slack.faults.clear());

const adapter = () => stage.platform.adapter;
const post = (change: Partial<OutgoingLine> = {}) => adapter().post(stage.link, aLine(change));
const view = (ts: string | undefined) => {
  const shown = stage.slack.world.messageView(stage.channel, ts ?? '');
  if (!shown) throw new Error(`there is no message ${ts}`);
  return shown;
};
const refusalOf = async (work: Promise<unknown>): Promise<DeliveryFault> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DeliveryFault)) throw new Error(`no fault but ${String(error)}`);
  return error;
};
const said = (ts: string | undefined) => JSON.stringify(view(ts).blocks);
const never = () => Promise.resolve(false);

describe('a line on its way to Slack', () => {
  it('appears under its author’s name and picture', async () => {
    const author = { name: 'Hana', avatar: '/media/hana.png', via: 'web' as const };
    const [ts] = await post({ author, text: 'Shall we watch **Burning**?' });
    expect(view(ts)).toMatchObject({
      name: 'Hana',
      icon: { imageUrl: 'https://rooms.example/media/hana.png' },
      text: 'Shall we watch Burning?',
      isApp: true,
    });
    expect(view(ts).blocks).toMatchObject([
      {
        type: 'rich_text',
        elements: [
          {
            elements: [
              { type: 'text', text: 'Shall we watch ' },
              { type: 'text', text: 'Burning', style: { bold: true } },
              { type: 'text', text: '?' },
            ],
          },
        ],
      },
    ]);
  });

  it('keeps bold before a Korean particle bold', async () => {
    const [ts] = await post({ text: '**기생충**은 봤어?' });
    expect(said(ts)).toContain(
      '{"type":"text","text":"기생충","style":{"bold":true}},{"type":"text","text":"은 봤어?"}',
    );
  });

  it('pings nobody, whatever it says', async () => {
    const { world } = stage.slack;
    const before = world.pings.length;
    const text = `<!channel> <!here> @channel @everyone <@${stage.mina}> <!subteam^S1> @mina <https://evil.example|https://bank.example>`;
    const author = { name: '<!channel>', via: 'discord' as const };
    const ids = await post({ author, text, replyTo: { name: '@everyone', text: '<!everyone> @here' } });
    await adapter().edit(stage.link, ids, aLine({ text: `${text} again`, author }));
    await adapter().notify(stage.link, text);
    expect(world.pings.slice(before)).toEqual([]);
  });

  it('mentions somebody who is on Slack too', async () => {
    const { id } = await stage.people.meet({
      identity: `slack:${stage.slack.teamId}:${stage.mina}`,
      name: 'Mina',
    });
    const [ts] = await post({ text: `hey <@${id}|Mina>` });
    expect(said(ts)).toContain(`{"type":"user","user_id":"${stage.mina}"}`);
    expect(stage.slack.world.pings.at(-1)).toMatchObject({ kind: 'user', targetId: stage.mina });
  });

  it('is edited in place and stays its author’s', async () => {
    const line = aLine({ text: 'Oldboi' });
    const ids = await adapter().post(stage.link, line);
    expect(await adapter().edit(stage.link, ids, { ...line, text: 'Oldboy' })).toEqual(ids);
    expect(view(ids[0])).toMatchObject({ name: 'Hana', text: 'Oldboy' });
  });

  it('can be deleted, twice as well', async () => {
    const ids = await post();
    await adapter().remove(stage.link, ids, false);
    await adapter().remove(stage.link, ids, false);
    expect(stage.slack.world.messageView(stage.channel, ids[0] ?? '')).toBeUndefined();
  });

  it('leaves alone what people wrote themselves', async () => {
    const { ts } = stage.slack.world.say(stage.mina, stage.channel, 'mine');
    await adapter().remove(stage.link, [ts], true);
    expect(view(ts).text).toBe('mine');
  });
});

describe('reactions on their way to Slack', () => {
  it('stand once, whoever has them, and go again', async () => {
    const { ts } = stage.slack.world.say(stage.mina, stage.channel, 'a good one');
    for (const emoji of ['👍', '👍', '❤️']) await adapter().setReaction(stage.link, ts, emoji, true);
    const bot = stage.slack.world.botUserId;
    expect(view(ts).reactions).toMatchObject([
      { name: '+1', users: [bot] },
      { name: 'heart', users: [bot] },
    ]);
    for (let time = 0; time < 2; time++) await adapter().setReaction(stage.link, ts, '👍', false);
    expect(view(ts).reactions).toMatchObject([{ name: 'heart', users: [bot] }]);
  });

  it('are refused where Slack has no such emoji or no such message', async () => {
    const { ts } = stage.slack.world.say(stage.mina, stage.channel, 'another one');
    const nameless = adapter().setReaction(stage.link, ts, ':no_such_emoji_here:', true);
    expect((await refusalOf(nameless)).kind).toBe('refused');
    const nowhere = adapter().setReaction(stage.link, '1700000000.000001', '👍', true);
    expect((await refusalOf(nowhere)).kind).toBe('refused');
    await adapter().setReaction(stage.link, '1700000000.000001', '👍', false);
    expect(view(ts).reactions).toEqual([]);
  });
});

describe('reactions that Slack limits', () => {
  it('hold up no line nor edit', async () => {
    const line = aLine({ text: 'before the storm' });
    const ids = await adapter().post(stage.link, line);
    stage.slack.faults.rateLimit({ method: 'reactions.add', retryAfter: 30 });
    const fault = await refusalOf(adapter().setReaction(stage.link, ids[0] ?? '', '👍', true));
    expect(fault).toMatchObject({ kind: 'wait', retryAfter: 30_000 });
    await post({ text: 'in the midst of it' });
    await adapter().edit(stage.link, ids, { ...line, text: 'edited in the midst of it' });
    expect(view(ids[0]).text).toBe('edited in the midst of it');
  });
});

describe('replies on their way to Slack', () => {
  const replying = (remoteId: string | undefined) => ({ replyTo: { remoteId, name: 'Mina', text: 'first' } });

  it('go into the thread of what they reply to', async () => {
    const { ts } = stage.slack.world.say(stage.mina, stage.channel, 'first');
    const [reply] = await post({ text: 'second', ...replying(ts) });
    expect(view(reply).threadTs).toBe(ts);
    expect(view(ts).replies.map(({ text }) => text)).toEqual(['second']);
  });

  it('to a reply go to the same thread, also when that began before we were here', async () => {
    const { world } = stage.slack;
    const { ts: root } = world.say(stage.mina, stage.channel, 'root');
    const { ts: reply } = world.say(stage.june, stage.channel, { text: 'in the thread', threadTs: root });
    const other = await openAgain(stage);
    const [ts] = await other.adapter.post(stage.link, aLine({ text: 'too', ...replying(reply) }));
    await other.stop();
    expect(view(ts).threadTs).toBe(root);
  });

  it('quote what they reply to where that is not, or no longer, there', async () => {
    const { world } = stage.slack;
    const [unknown] = await post({ text: 'I agree', replyTo: { name: 'Jun', text: 'It was long' } });
    expect(view(unknown).threadTs).toBeUndefined();
    expect(view(unknown).blocks?.[0]).toMatchObject({
      type: 'context',
      elements: [{ type: 'plain_text', text: '↪ Jun: It was long' }],
    });
    const { ts } = world.say(stage.mina, stage.channel, 'soon gone');
    world.remove(stage.mina, stage.channel, ts);
    const other = await openAgain(stage);
    const [late] = await other.adapter.post(stage.link, aLine({ text: 'too late', ...replying(ts) }));
    await other.stop();
    expect(view(late).threadTs).toBeUndefined();
    expect(said(late)).toContain('↪ Mina: first');
  });

  it('to what was deleted a moment ago are posted all the same', async () => {
    const { world, faults } = stage.slack;
    const [ts = ''] = await post({ text: 'deleted soon' });
    // We are not told, and still believe that a thread could begin there.
    faults.loseEvents();
    world.remove(world.botUserId, stage.channel, ts);
    const [late] = await post({ text: 'too late', ...replying(ts) });
    expect(view(late).threadTs).toBeUndefined();
    expect(said(late)).toContain('↪ Mina: first');
  });

  it('that grow longer stay in their thread', async () => {
    const { ts } = stage.slack.world.say(stage.mina, stage.channel, 'tell me');
    const line = aLine({ text: 'short', ...replying(ts) });
    const ids = await adapter().post(stage.link, line);
    const longer = await adapter().edit(stage.link, ids, { ...line, text: sentences(6_000) });
    expect(longer.length).toBeGreaterThan(1);
    expect(longer.map((id) => view(id).threadTs)).toEqual(longer.map(() => ts));
  });
});

describe('long lines', () => {
  it('become numbered parts that chat.update takes too', async () => {
    const line = aLine({ text: sentences(10_000) });
    const ids = await adapter().post(stage.link, line);
    expect(ids.length).toBeGreaterThan(2);
    ids.forEach((id, index) =>
      expect(view(id).text).toMatch(new RegExp(`^\\(${index + 1}/${ids.length}\\) `)),
    );
    expect(await adapter().edit(stage.link, ids, { ...line, text: `${line.text} Fin.` })).toEqual(ids);
    expect(view(ids.at(-1)).text).toMatch(/Fin\.$/);
  });

  it('may be so full of marks that their blocks decide', async () => {
    const text = Array.from({ length: 600 }, (_, index) => (index % 2 ? '**가** ' : '*나* ')).join('');
    const ids = await post({ text });
    expect(ids.length).toBeGreaterThan(1);
    const letters = ids.map((id) => view(id).text.replaceAll(/[^가나]/g, '')).join('');
    expect(letters).toBe('나가'.repeat(300));
  });

  it('lose and gain parts when they are edited', async () => {
    const line = aLine({ text: sentences(9_000) });
    const ids = await adapter().post(stage.link, line);
    const fewer = await adapter().edit(stage.link, ids, { ...line, text: 'Never mind.' });
    expect(fewer).toEqual(ids.slice(0, 1));
    expect(ids.slice(1).map((id) => stage.slack.world.messageView(stage.channel, id))).toEqual(
      ids.slice(1).map(() => undefined),
    );
    const more = await adapter().edit(stage.link, fewer, line);
    expect(more.length).toBe(ids.length);
    expect(more.map((id) => view(id).name)).toEqual(more.map(() => 'Hana'));
  });
});

describe('pictures on their way to Slack', () => {
  it('stand under the speaker’s name, with what they show', async () => {
    stage.files.set('picture-1', { bytes: PIXEL, type: 'image/png', name: 'still.png' });
    const line = aLine({ text: 'look', attachments: [aPicture({ alt: 'The stairs' })] });
    const ids = await adapter().post(stage.link, line);
    expect(view(ids[0])).toMatchObject({ name: 'Hana', text: 'look' });
    const [, image] = view(ids[0]).blocks ?? [];
    expect(image).toMatchObject({
      type: 'image',
      alt_text: 'The stairs',
      slack_file: { id: expect.any(String) },
    });
    await adapter().edit(stage.link, ids, { ...line, text: 'look!' });
    expect(view(ids[0]).blocks?.[1]).toMatchObject({ slack_file: image?.slack_file });
  });

  it('that give something away stand behind a button, the others beside it', async () => {
    for (const id of ['end', 'start'])
      stage.files.set(id, { bytes: PIXEL, type: 'image/png', name: `${id}.png` });
    const end = aPicture({ id: 'end', alt: 'He was dead', spoiler: true });
    const [ts = ''] = await post({ text: '', attachments: [end, aPicture({ id: 'start', alt: 'Stairs' })] });
    const shown = view(ts);
    expect(JSON.stringify(shown)).not.toContain('dead');
    expect(shown.blocks?.map(({ type }) => type)).toEqual(['actions', 'image']);
    await adapter().edit(stage.link, [ts], aLine({ text: '결말', attachments: [end] }));
    expect(view(ts).blocks?.at(-1)).toMatchObject({ elements: [{ text: { text: '스포일러 사진 보기' } }] });
    expect(JSON.stringify(view(ts))).not.toContain('dead');
  });

  it('that were taken out of their line are no longer shown', async () => {
    for (const id of ['one', 'two'])
      stage.files.set(id, { bytes: PIXEL, type: 'image/png', name: `${id}.png` });
    const [one, two] = ['one', 'two'].map((id) => aPicture({ id, alt: id }));
    const [ts = ''] = await post({ text: 'both', attachments: [one!, two!] });
    await adapter().edit(stage.link, [ts], aLine({ text: 'both', attachments: [two!] }));
    expect(view(ts).blocks?.filter(({ type }) => type === 'image')).toMatchObject([{ alt_text: 'two' }]);
  });

  it('need no text', async () => {
    stage.files.set('picture-2', { bytes: PIXEL, type: 'image/png', name: 'still.png' });
    const [ts] = await post({ text: '', attachments: [aPicture({ id: 'picture-2' })] });
    expect(view(ts).blocks).toMatchObject([{ type: 'image', alt_text: 'still.png' }]);
  });

  it('become an address when they cannot be uploaded', async () => {
    stage.slack.faults.serverError({ method: 'files.getUploadURLExternal', times: 2 });
    const [ts] = await post({ text: 'look', attachments: [aPicture({ id: 'picture-3' })] });
    expect(said(ts)).toContain('https://rooms.example/media/picture-1');
    expect(view(ts).text).toContain('look');
  });
});

describe('when Slack does not do as asked', () => {
  it('a rate limit says how long to wait, and nothing is posted', async () => {
    stage.slack.faults.rateLimit({ method: 'chat.postMessage', retryAfter: 7 });
    expect(await refusalOf(post({ text: 'limited' }))).toMatchObject({ kind: 'wait', retryAfter: 7_000 });
    expect(stage.slack.world.channelView(stage.channel).map(({ text }) => text)).not.toContain('limited');
  });

  it('an error of Slack’s own is for trying again', async () => {
    stage.slack.faults.serverError({ method: 'chat.postMessage', status: 503 });
    expect(await refusalOf(post())).toMatchObject({ kind: 'retry' });
  });

  it('a lost answer is for trying again, and the line is found by its key', async () => {
    const line = aLine({ text: 'did you hear me?' });
    stage.slack.faults.loseAnswer({ method: 'chat.postMessage' });
    expect(await refusalOf(adapter().post(stage.link, line))).toMatchObject({ kind: 'retry' });
    const found = await adapter().findPosted(stage.link, line, never);
    expect(found?.map((ts) => view(ts).text)).toEqual(['did you hear me?']);
    expect(await adapter().findPosted(stage.link, aLine({ text: 'did you hear me?' }), never)).toBeNull();
  });

  it('a line that came late a second time is found, in its thread too, and no other of the same words', async () => {
    const { ts } = stage.slack.world.say(stage.mina, stage.channel, 'who is there?');
    const inThread = { remoteId: ts, name: 'Mina', text: 'who is there?' };
    for (const line of [aLine({ text: 'twice' }), aLine({ text: 'twice', replyTo: inThread })]) {
      await adapter().post(stage.link, aLine({ text: 'twice' }));
      const [copy] = await adapter().post(stage.link, line);
      const [late] = await adapter().post(stage.link, line);
      const noted = (id: string): Promise<boolean> => Promise.resolve(id === copy);
      expect(await adapter().repeatsOf(stage.link, line, noted)).toEqual([late]);
    }
  });

  it('a lost answer in a thread is found there', async () => {
    const { ts } = stage.slack.world.say(stage.mina, stage.channel, 'anybody?');
    const line = aLine({ text: 'me', replyTo: { remoteId: ts, name: 'Mina', text: 'anybody?' } });
    stage.slack.faults.loseAnswer({ method: 'chat.postMessage' });
    await refusalOf(adapter().post(stage.link, line));
    expect(await adapter().findPosted(stage.link, line, never)).toEqual([view(ts).replies[0]?.ts]);
  });

  it('a line of which only the beginning arrived is completed, each part once', async () => {
    const line = aLine({ text: sentences(9_000) });
    stage.slack.faults.loseAnswer({ method: 'chat.postMessage' });
    await refusalOf(adapter().post(stage.link, line));
    const found = (await adapter().findPosted(stage.link, line, never)) ?? [];
    expect(found.length).toBeGreaterThan(1);
    const shown = stage.slack.world.channelView(stage.channel).slice(-found.length);
    expect(shown.map(({ ts }) => ts)).toEqual(found);
    shown.forEach(({ text }, index) =>
      expect(text).toMatch(new RegExp(`^\\(${index + 1}/${found.length}\\)`)),
    );
  });

  it('a channel without us is broken, and the line says how to mend it', async () => {
    const { world } = stage.slack;
    const channel = world.createChannel({ name: 'elsewhere', members: [stage.mina], withApp: false }).id;
    const fault = await refusalOf(
      adapter().post({ ...stage.link, channelId: channel, channelName: 'elsewhere' }, aLine()),
    );
    expect(fault).toMatchObject({ kind: 'broken' });
    expect(fault.message).toBe(
      'Matinee is not in #elsewhere on Slack: type /invite @Matinee there, or link another channel.',
    );
  });

  it('an archived channel is broken', async () => {
    const { world } = stage.slack;
    const channel = world.createChannel({ name: 'old', members: [stage.mina] }).id;
    world.archive(channel, stage.mina);
    const fault = await refusalOf(
      adapter().post({ ...stage.link, channelId: channel, channelName: 'old' }, aLine()),
    );
    expect(fault).toMatchObject({ kind: 'broken', message: expect.stringContaining('#old is archived') });
  });

  it('a copy that somebody there deleted is not missed', async () => {
    const line = aLine({ text: 'gone soon' });
    const ids = await adapter().post(stage.link, line);
    await adapter().remove(stage.link, ids, false);
    expect(await adapter().edit(stage.link, ids, { ...line, text: 'still gone' })).toEqual(ids);
  });
});

const sentences = (length: number): string =>
  Array.from({ length: Math.ceil(length / 30) }, (_, index) => `Sentence number ${index} goes on.`).join(' ');

/** An adapter that has seen nothing yet, as after a restart. */
async function openAgain({ config, core, log }: Stage) {
  const { createSlackAdapter } = await import('./index.ts');
  return createSlackAdapter(config, core, log);
}
