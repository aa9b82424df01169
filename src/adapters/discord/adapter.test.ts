import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryFault, type ChatAdapter } from '../../core/delivery/chat-adapter.ts';
import { aLine, aPicture, openStage, type Stage } from './stage.test-support.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const nothingKnown = (): Promise<boolean> => Promise.resolve(false);

let stage: Stage;
let adapter: ChatAdapter;

// The adapter is not started: what goes out needs no gateway.
beforeAll(async () => {
  stage = await openStage();
  adapter = stage.discordAdapter.adapter;
});
afterAll(() => stage.close());
afterEach(() => stage.discord.faults.clear());

/** Messages in the linked channel as they stand there. */
const shown = () => stage.discord.world.channelView(stage.channel.id).messages;
const standing = (id: string | undefined) => stage.discord.world.message(id ?? '');
const faultOf = async (work: Promise<unknown>): Promise<DeliveryFault> => {
  const outcome = await work.then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  );
  if (outcome instanceof DeliveryFault) return outcome;
  throw outcome;
};
const webhooks = () => stage.discord.world.carriedOut.get('POST /channels/:channel/webhooks') ?? 0;

describe('a line on its way to Discord', () => {
  it('appears under its author’s name and picture, through one webhook for the channel', async () => {
    const author = { name: '하나', avatar: '/media/hana.png', via: 'web' as const };
    const [first] = await adapter.post(stage.link, aLine({ author, text: '**정말** 좋았어' }));
    await adapter.post(stage.link, aLine({ author, text: '다시 볼래' }));
    expect(standing(first)).toMatchObject({
      content: '**정말** 좋았어',
      author: { name: '하나', kind: 'webhook' },
    });
    expect(standing(first)?.author.avatarUrl).toBe('https://rooms.example/media/hana.png');
    expect(webhooks()).toBe(1);
  });

  it('bears a name Discord takes, whatever its author is called', async () => {
    const [id] = await adapter.post(stage.link, aLine({ author: { name: 'Discord Clyde', via: 'slack' } }));
    expect(standing(id)?.author.name).toHaveLength('Discord Clyde'.length);
    const [long] = await adapter.post(
      stage.link,
      aLine({ author: { name: '가'.repeat(200), via: 'slack' } }),
    );
    expect(standing(long)?.author.name).toHaveLength(80);
  });

  it('pings nobody, whatever it says', async () => {
    const { world } = stage.discord;
    const role = world.createRole(stage.guild.id, { name: 'club', mentionable: true });
    const text = `@everyone @here <@&${role.id}> <@${stage.mina.id}> <@!${stage.jun.id}> @every\u200bone`;
    const [id] = await adapter.post(stage.link, aLine({ text, author: { name: '@everyone', via: 'web' } }));
    await adapter.edit(stage.link, [id ?? ''], aLine({ text: `${text} again` }));
    await adapter.notify(stage.link, text);
    expect(world.pings).toEqual([]);
    expect(standing(id)?.text).toContain('again');
  });

  it('mentions somebody by name whom Discord knows, without pinging them', async () => {
    const person = await stage.people.meet({ identity: `discord:${stage.jun.id}`, name: 'Jun' });
    const [id] = await adapter.post(stage.link, aLine({ text: `<@${person.id}|Jun> come` }));
    expect(standing(id)?.content).toBe(`<@${stage.jun.id}> come`);
    expect(stage.discord.world.pings).toEqual([]);
  });

  it('is posted in numbered parts when it is too long', async () => {
    const text = Array.from({ length: 60 }, (_, line) => `${line}. ${'아름다운 영화였어요 '.repeat(6)}`).join(
      '\n',
    );
    const ids = await adapter.post(stage.link, aLine({ text }));
    const parts = ids.map((id) => standing(id)?.content ?? '');
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(2000);
    expect(parts[0]).toContain(`1/${parts.length}`);
    expect(parts.at(-1)).toContain('59. ');
  });

  it('replies with a quote and the way to what it answers', async () => {
    const there = stage.discord.world.say(stage.mina.id, stage.channel.id, { content: 'Old Boy?' });
    const replyTo = { remoteId: there.id, name: '미나', text: 'Old Boy?' };
    const [id] = await adapter.post(stage.link, aLine({ text: 'Yes!', replyTo }));
    const jump = `https://discord.com/channels/${stage.guild.id}/${stage.channel.id}/${there.id}`;
    expect(standing(id)?.content).toMatch(/^> \*\*미나\*\*.*Old Boy\?.*\nYes!$/s);
    expect(standing(id)?.content).toContain(jump);
  });

  it('takes its pictures along, with what they show', async () => {
    stage.files.set('picture-1', { bytes: PIXEL, type: 'image/png', name: 'still.png' });
    const [id] = await adapter.post(
      stage.link,
      aLine({ text: '', attachments: [aPicture({ alt: 'The stairs' })] }),
    );
    expect(standing(id)?.attachments).toMatchObject([
      { filename: 'still.png', contentType: 'image/png', description: 'The stairs' },
    ]);
  });

  it('shows a picture’s address when its bytes cannot be had or sent', async () => {
    const [gone] = await adapter.post(
      stage.link,
      aLine({ attachments: [aPicture({ id: 'gone', url: '/media/gone' })] }),
    );
    expect(standing(gone)?.content).toContain('https://rooms.example/media/gone');
    stage.files.set('huge', { bytes: Buffer.alloc(11 * 1024 * 1024), type: 'image/png', name: 'huge.png' });
    const [huge] = await adapter.post(
      stage.link,
      aLine({ attachments: [aPicture({ id: 'huge', url: '/media/huge' })] }),
    );
    expect(standing(huge)?.content).toContain('https://rooms.example/media/huge');
  });
});

describe('a line that changes', () => {
  it('shows fewer pictures when some were taken out of it, and none when all were', async () => {
    for (const name of ['one', 'two'])
      stage.files.set(name, { bytes: PIXEL, type: 'image/png', name: `${name}.png` });
    const [one, two] = ['one', 'two'].map((id) => aPicture({ id, name: `${id}.png` }));
    const ids = await adapter.post(stage.link, aLine({ text: 'both', attachments: [one!, two!] }));
    const files = () => standing(ids[0])?.attachments.map(({ filename }) => filename);
    expect(files()).toEqual(['one.png', 'two.png']);
    await adapter.edit(stage.link, ids, aLine({ text: 'both', attachments: [two!] }));
    expect(files()).toEqual(['two.png']);
    await adapter.edit(stage.link, ids, aLine({ text: 'none', attachments: [] }));
    expect(files()).toEqual([]);
    expect(standing(ids[0])?.content).toBe('none');
  });

  it('covers what its author covered, also after an edit', async () => {
    stage.files.set('end', { bytes: PIXEL, type: 'image/png', name: 'end.png' });
    const attachments = [aPicture({ id: 'end', name: 'end.png', spoiler: true })];
    const ids = await adapter.post(stage.link, aLine({ text: 'look', attachments }));
    await adapter.edit(stage.link, ids, aLine({ text: 'look!', attachments }));
    expect(standing(ids[0])).toMatchObject({
      content: 'look!',
      attachments: [{ filename: 'SPOILER_end.png' }],
    });
  });

  it('is edited where it stands, and keeps its pictures', async () => {
    stage.files.set('picture-1', { bytes: PIXEL, type: 'image/png', name: 'still.png' });
    const attachments = [aPicture()];
    const ids = await adapter.post(stage.link, aLine({ text: 'frist', attachments }));
    expect(await adapter.edit(stage.link, ids, aLine({ text: 'first', attachments }))).toEqual(ids);
    expect(standing(ids[0])).toMatchObject({ content: 'first', attachments: [{ filename: 'still.png' }] });
    expect(standing(ids[0])?.editedAt).not.toBeNull();
  });

  it('gets more or fewer parts as its length asks for', async () => {
    const long = Array.from({ length: 50 }, (_, line) => `line ${line} ${'word '.repeat(20)}`).join('\n');
    const [one] = await adapter.post(stage.link, aLine({ text: 'short' }));
    const grown = await adapter.edit(stage.link, [one ?? ''], aLine({ text: long }));
    expect(grown.length).toBeGreaterThan(1);
    expect(grown[0]).toBe(one);
    const shrunk = await adapter.edit(stage.link, grown, aLine({ text: 'short again' }));
    expect(shrunk).toEqual([one]);
    expect(standing(one)?.content).toBe('short again');
    for (const id of grown.slice(1)) expect(standing(id)).toBeUndefined();
  });

  it('cannot be edited any more when somebody deleted it there', async () => {
    const [id = ''] = await adapter.post(stage.link, aLine());
    stage.discord.world.remove(stage.mina.id, id);
    expect(await faultOf(adapter.edit(stage.link, [id], aLine()))).toMatchObject({ kind: 'refused' });
  });

  it('disappears, also when it is gone already', async () => {
    const ids = await adapter.post(stage.link, aLine());
    await adapter.remove(stage.link, ids, false);
    expect(standing(ids[0])).toBeUndefined();
    await adapter.remove(stage.link, ids, false);
  });

  it('removes what a person wrote there only where it may', async () => {
    const { world } = stage.discord;
    const first = world.say(stage.jun.id, stage.channel.id, { content: 'spoiler!' });
    await adapter.remove(stage.link, [first.id], true);
    expect(standing(first.id)).toBeUndefined();
    const second = world.say(stage.jun.id, stage.channel.id, { content: 'another' });
    world.setPermissions(stage.channel.id, { deny: ['ManageMessages'] });
    await adapter.remove(stage.link, [second.id], true);
    expect(standing(second.id)).toBeDefined();
    world.setPermissions(stage.channel.id, { reset: ['ManageMessages'] });
  });
});

describe('reactions on their way to Discord', () => {
  it('stand there once, and go away again', async () => {
    const there = stage.discord.world.say(stage.mina.id, stage.channel.id, { content: 'Parasite!' });
    await adapter.setReaction(stage.link, there.id, '🎬', true);
    await adapter.setReaction(stage.link, there.id, '🎬', true);
    expect(standing(there.id)?.reactions).toMatchObject([{ emoji: '🎬', count: 1 }]);
    await adapter.setReaction(stage.link, there.id, '🎬', false);
    await adapter.setReaction(stage.link, there.id, '🎬', false);
    expect(standing(there.id)?.reactions).toEqual([]);
  });

  it('that Discord does not know are refused, and the next one is not', async () => {
    const there = stage.discord.world.say(stage.mina.id, stage.channel.id, { content: 'Parasite!' });
    expect(await faultOf(adapter.setReaction(stage.link, there.id, 'nonsense', true))).toMatchObject({
      kind: 'refused',
    });
    await adapter.setReaction(stage.link, there.id, '❤', true);
    expect(standing(there.id)?.reactions).toMatchObject([{ count: 1 }]);
  });

  it('are refused, not the whole link, where the bot may not react', async () => {
    const { world } = stage.discord;
    const there = world.say(stage.mina.id, stage.channel.id, { content: 'Parasite!' });
    world.setPermissions(stage.channel.id, { deny: ['AddReactions'] });
    const fault = await faultOf(adapter.setReaction(stage.link, there.id, '🎬', true));
    world.setPermissions(stage.channel.id, { reset: ['AddReactions'] });
    expect(fault.kind).toBe('refused');
    expect(fault.message).toMatch(/#movies.*Add Reactions/);
  });

  it('are left out when the server has no such emoji', async () => {
    const there = stage.discord.world.say(stage.mina.id, stage.channel.id, { content: 'Parasite!' });
    await adapter.setReaction(stage.link, there.id, ':party_peach:', true);
    expect(standing(there.id)?.reactions).toEqual([]);
  });
});

describe('reactions that Discord limits', () => {
  it.each(['user', 'global'] as const)('hold up no line nor edit (%s limit)', async (scope) => {
    const line = aLine({ text: 'before the storm' });
    const ids = await adapter.post(stage.link, line);
    const limited = '/reactions/';
    stage.discord.faults.rateLimit({ retryAfter: 30, scope, only: limited, calls: 1 });
    const fault = await faultOf(adapter.setReaction(stage.link, ids[0] ?? '', '👍', true));
    expect(fault).toMatchObject({ kind: 'wait' });
    expect(fault.retryAfter).toBeGreaterThan(25_000);
    // Sleeping with the reactions, they would be told to wait as well.
    await adapter.post(stage.link, aLine({ text: 'in the midst of it' }));
    await adapter.edit(stage.link, ids, { ...line, text: 'edited in the midst of it' });
    expect(standing(ids[0])?.content).toBe('edited in the midst of it');
    stage.discord.faults.clear();
  });
});

describe('trouble on the way to Discord', () => {
  let line: ReturnType<typeof aLine>;
  beforeEach(() => {
    line = aLine({ text: `trouble ${Math.random()}` });
  });

  it('waits as long as a rate limit says, without blocking another channel', async () => {
    stage.discord.faults.rateLimit({ retryAfter: 7, only: 'POST /webhooks/', calls: 1 });
    const fault = await faultOf(adapter.post(stage.link, line));
    expect(fault.kind).toBe('wait');
    expect(fault.retryAfter).toBeGreaterThanOrEqual(7000);
    const other = stage.discord.world.createChannel(stage.guild.id, { name: 'other' });
    const link = { ...stage.link, id: 'link-2', channelId: other.id, channelName: 'other' };
    await expect(adapter.post(link, aLine())).resolves.toHaveLength(1);
  });

  it('keeps its order within the limits Discord really has', async () => {
    const strict = await openStage({ rateLimits: 'discord' });
    const texts = Array.from({ length: 8 }, (_, n) => `in order ${n}`);
    for (const text of texts) await strict.discordAdapter.adapter.post(strict.link, aLine({ text }));
    const { messages } = strict.discord.world.channelView(strict.channel.id);
    expect(messages.map(({ content }) => content)).toEqual(texts);
    await strict.close();
  });

  it('is for later when Discord is in trouble itself', async () => {
    stage.discord.faults.serverError({ status: 502, only: 'POST /webhooks/', calls: 1 });
    expect(await faultOf(adapter.post(stage.link, line))).toMatchObject({ kind: 'retry' });
    expect(shown().filter(({ content }) => content === line.text)).toHaveLength(0);
    await adapter.post(stage.link, line);
    expect(shown().filter(({ content }) => content === line.text)).toHaveLength(1);
  });

  it.each(['reset', 'close'] as const)(
    'finds a line whose answer was lost (%s), and posts it once',
    async (how) => {
      await adapter.post(stage.link, aLine());
      stage.discord.faults.loseAnswer({ how, only: 'POST /webhooks/', calls: 1 });
      expect(await faultOf(adapter.post(stage.link, line))).toMatchObject({ kind: 'retry' });
      const found = await adapter.findPosted(stage.link, line, nothingKnown);
      expect(found).toHaveLength(1);
      expect(standing(found?.[0])?.content).toBe(line.text);
      expect(shown().filter(({ content }) => content === line.text)).toHaveLength(1);
    },
  );

  it('finds a line that came late a second time, wherever it stands, and no other of the same words', async () => {
    const [older] = await adapter.post(stage.link, line);
    const [copy] = await adapter.post(stage.link, line);
    const [late] = await adapter.post(stage.link, line);
    const [after] = await adapter.post(stage.link, aLine({ text: 'and on' }));
    const noted = (id: string): Promise<boolean> => Promise.resolve([older, copy, after].includes(id));
    expect(await adapter.repeatsOf(stage.link, line, noted)).toEqual([late]);
  });

  it('does not take an older line of the same words for the lost one', async () => {
    const [older] = await adapter.post(stage.link, line);
    const found = await adapter.findPosted(stage.link, line, (id) => Promise.resolve(id === older));
    expect(found).toBeNull();
  });

  it('completes a long line of which only the first part arrived', async () => {
    const text = Array.from({ length: 50 }, (_, row) => `row ${row} ${'word '.repeat(20)}`).join('\n');
    const long = aLine({ text });
    const ids = await adapter.post(stage.link, long);
    for (const id of ids.slice(1)) stage.discord.world.remove(stage.mina.id, id);
    const found = await adapter.findPosted(stage.link, long, nothingKnown);
    expect(found).toHaveLength(ids.length);
    expect(found?.[0]).toBe(ids[0]);
  });

  it('recognises a line that was edited while we were gone, and brings it up to date', async () => {
    const [known] = await adapter.post(stage.link, aLine());
    const author = { name: 'Editor', via: 'web' as const };
    const [id] = await adapter.post(stage.link, aLine({ text: 'before', author }));
    const edited = aLine({ text: 'after', author });
    const found = await adapter.findPosted(stage.link, edited, (remoteId) =>
      Promise.resolve(remoteId === known),
    );
    expect(found).toEqual([id]);
    expect(standing(id)?.content).toBe('after');
  });

  it('makes a new webhook when somebody deleted ours', async () => {
    await adapter.post(stage.link, line);
    const before = webhooks();
    await deleteWebhooks(stage);
    await expect(adapter.post(stage.link, aLine())).resolves.toHaveLength(1);
    expect(webhooks()).toBe(before + 1);
  });

  it('gives up an edit through a webhook that somebody deleted, once it has another one', async () => {
    const ids = await adapter.post(stage.link, aLine());
    await deleteWebhooks(stage);
    const outcomes = [
      await faultOf(adapter.edit(stage.link, ids, aLine())),
      await faultOf(adapter.edit(stage.link, ids, aLine())),
    ];
    expect(outcomes.map(({ kind }) => kind)).toEqual(['retry', 'refused']);
  });

  it('breaks the link, and says what to do, when a permission is missing', async () => {
    const { world } = stage.discord;
    const closed = world.createChannel(stage.guild.id, { name: 'closed' });
    world.setPermissions(closed.id, { deny: ['ManageWebhooks'] });
    const link = { ...stage.link, id: 'link-3', channelId: closed.id, channelName: 'closed' };
    const fault = await faultOf(adapter.post(link, line));
    expect(fault.kind).toBe('broken');
    expect(fault.message).toMatch(/#closed.*Manage Webhooks/);
    world.setPermissions(closed.id, { reset: ['ManageWebhooks'], deny: ['ViewChannel'] });
    expect((await faultOf(adapter.post(link, line))).message).toMatch(/#closed.*View Channel/);
  });

  it('breaks the link when the channel is gone', async () => {
    const { world } = stage.discord;
    const doomed = world.createChannel(stage.guild.id, { name: 'doomed' });
    const link = { ...stage.link, id: 'link-4', channelId: doomed.id, channelName: 'doomed' };
    await adapter.post(link, aLine());
    world.deleteChannel(doomed.id);
    const fault = await faultOf(adapter.post(link, line));
    expect(fault).toMatchObject({ kind: 'broken' });
    expect(fault.message).toMatch(/#doomed no longer exists/);
  });

  it('is for later while Discord cannot be reached at all', async () => {
    stage.discord.faults.cutOff(150);
    expect(await faultOf(adapter.post(stage.link, line))).toMatchObject({ kind: 'retry' });
  });
});

/** Calls the stand-in as the bot would. */
async function callDiscord(
  { discord }: Stage,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return response.status === 204 ? null : response.json();
}

async function deleteWebhooks(on: Stage): Promise<void> {
  const hooks = (await callDiscord(on, 'GET', `/channels/${on.channel.id}/webhooks`)) as { id: string }[];
  for (const { id } of hooks) await callDiscord(on, 'DELETE', `/webhooks/${id}`);
}
