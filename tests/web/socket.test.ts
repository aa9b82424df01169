import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../src/protocol/frames.ts';
import { Serving } from '../support/serving.ts';
import { api, WebClient } from '../support/web-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { allPlatforms } from '../support/all-platforms.ts';

let serving: Serving;

beforeAll(async () => {
  serving = await Serving.start();
});
afterEach(() => serving?.hangUp());
afterAll(() => serving?.end());

const code = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'done',
    (error: Error) => error.message,
  );
const seqs = (events: readonly { seq: number }[]): number[] => events.map((event) => event.seq);
const errorsOf = (client: WebClient): string[] =>
  client.frames.flatMap((frame) => (frame.op === 'error' ? [frame.code] : []));
const upTo = (n: number, from = 1): number[] => Array.from({ length: n - from + 1 }, (_, i) => from + i);

describe('signing in on a socket', () => {
  it('answers with the person the token stands for', async () => {
    const ana = await serving.guest('Ana');
    expect(ana.frames[0]).toEqual({
      op: 'ready',
      person: { id: ana.person.id, name: 'Ana' },
      platforms: allPlatforms.views,
    });
  });

  it('answers an anonymous reader with nobody', async () => {
    const reader = await serving.anonymous();
    expect(reader.frames[0]).toEqual({ op: 'ready', person: null, platforms: allPlatforms.views });
  });

  it('refuses a token that is not ours, and closes', async () => {
    const ana = await WebClient.guest(serving.url, 'Ana');
    for (const token of ['', 'x.y.z', `${ana.token}x`, 'x'.repeat(4096)]) {
      await ana.connect({ auth: false });
      ana.send({ op: 'auth', token });
      await waitFor('the end', () => ana.closed);
      expect(ana.closed?.code).toBe(4401);
    }
    expect(errorsOf(ana)).toEqual(Array(4).fill('token_invalid'));
  });

  it('refuses everything else before it, and closes', async () => {
    const ana = await WebClient.guest(serving.url, 'Ana');
    await ana.connect({ auth: false });
    ana.send({ op: 'join', room: 'anything' });
    await waitFor('the end', () => ana.closed);
    expect([errorsOf(ana), ana.closed?.code]).toEqual([['not_signed_in'], 4400]);
  });

  it('is done once: the socket stays who it is', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    ana.send({ op: 'auth', token: bora.token });
    await waitFor('a refusal', () => errorsOf(ana).length === 1);
    const slug = await serving.room(ana);
    await ana.join(slug);
    await ana.post(slug, 'still me');
    await waitFor('the line', () => ana.events.some((event) => event.actor.name === 'Ana'));
  });
});

describe('a room on a socket', () => {
  it('hands every line to everybody in it, with its author, in one order', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    expect((await bora.join(slug)).me.role).toBe('member');
    const said = await Promise.all(upTo(30).map((i) => (i % 2 ? ana : bora).post(slug, `line ${i}`)));
    expect([...said].sort((a, b) => a - b)).toEqual(upTo(31, 2)); // 1 is that Bora joined
    for (const client of [ana, bora])
      await waitFor('every line', () => client.events.some((event) => event.seq === 31));
    expect(seqs(ana.events)).toEqual(upTo(31));
    expect(seqs(bora.events)).toEqual(upTo(31).slice(bora.events[0]?.seq === 1 ? 0 : 1));
    const [first] = ana.events.filter((event) => event.kind === 'message.posted');
    expect(first).toMatchObject({
      room: slug,
      actor: { via: 'web' },
      data: { text: expect.stringMatching(/^line /) as string },
    });
    expect(ana.events.at(-1)).toEqual(bora.events.at(-1));
  });

  it('tells of edits, reactions and deletions', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    await bora.join(slug);
    const seq = await ana.post(slug, 'frist');
    await ana.ask({ op: 'edit', id: uuid(), room: slug, seq, text: 'first' });
    await bora.ask({ op: 'react', id: uuid(), room: slug, seq, emoji: '🎬' });
    await bora.ask({ op: 'unreact', id: uuid(), room: slug, seq, emoji: '🎬' });
    await ana.ask({ op: 'delete', id: uuid(), room: slug, seq });
    await waitFor('the deletion', () => bora.events.some((event) => event.kind === 'message.deleted'));
    expect(bora.events.slice(-5).map((event) => [event.kind, event.data])).toEqual([
      ['message.posted', { text: 'frist' }],
      ['message.edited', { seq, text: 'first' }],
      ['reaction.added', { seq, emoji: '🎬' }],
      ['reaction.removed', { seq, emoji: '🎬' }],
      ['message.deleted', { seq }],
    ]);
  });

  it('resumes with everything that was missed, in order and complete', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    const { epoch } = await bora.join(slug);
    const last = await ana.post(slug, 'seen');
    await waitFor('the line', () => bora.events.some((event) => event.seq === last));
    bora.terminate();
    await Promise.all(upTo(700).map((i) => ana.post(slug, `missed ${i}`)));
    const back = await serving.tabOf(bora);
    const { events, reset, seq } = await back.join(slug, { after: last, epoch });
    expect(reset).toBe(false);
    expect(seqs(events)).toEqual(upTo(last + 700, last + 1));
    expect(seq).toBe(last + 700);
    expect(events.every((event) => event.op === 'event' && event.kind === 'message.posted')).toBe(true);
  });

  it('resumes without gap or double while others keep talking', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    const { epoch } = await bora.join(slug);
    let talking = true;
    const talk = (async () => {
      while (talking)
        await Promise.all([ana.post(slug, 'one'), ana.post(slug, 'two'), ana.post(slug, 'three')]);
    })();
    const tabs: { tab: WebClient; from: number; at: number }[] = [];
    for (let i = 0; i < 25; i++) {
      const tab = await serving.tabOf(bora);
      const from = Math.max(1, (ana.events.at(-1)?.seq ?? 1) - (i % 5) * 20);
      const at = tab.frames.length;
      await tab.join(slug, { after: from, epoch });
      tabs.push({ tab, from, at });
    }
    talking = false;
    await talk;
    const end = await ana.post(slug, 'the end');
    for (const { tab, from, at } of tabs) {
      await waitFor('the end', () => tab.events.some((event) => event.seq === end));
      const joined = tab.frames
        .slice(at)
        .find((frame): frame is Extract<ServerFrame, { op: 'joined' }> => frame.op === 'joined');
      expect(joined?.seq).toBe(joined?.events.at(-1)?.seq ?? from);
      expect(seqs([...(joined?.events ?? []), ...tab.events])).toEqual(upTo(end, from + 1));
    }
  });

  it('asks for a fresh start when the log is another one, is behind, or too much was missed', async () => {
    const ana = await serving.guest('Ana');
    const slug = await serving.room(ana);
    const { epoch } = await ana.join(slug);
    const one = await ana.post(slug, 'one');
    expect(await ana.join(slug, { after: 0, epoch: uuid() })).toMatchObject({
      reset: true,
      events: [],
      epoch,
      seq: one,
    });
    expect(await ana.join(slug, { after: one + 5, epoch })).toMatchObject({ reset: true, events: [] });
    for (let i = 0; i < 10; i++) await Promise.all(upTo(100).map((n) => ana.post(slug, `${n}`)));
    expect(await ana.join(slug, { after: 0, epoch })).toMatchObject({
      reset: true,
      events: [],
      seq: one + 1000,
    });
    expect(await ana.join(slug, { after: one, epoch })).toMatchObject({ reset: false, seq: one + 1000 });
  });

  it('asks for a fresh start rather than send more than a reader can swallow', async () => {
    const ana = await serving.guest('Ana');
    const slug = await serving.room(ana);
    const { epoch } = await ana.join(slug);
    await Promise.all(upTo(60).map(() => ana.post(slug, '가'.repeat(4000))));
    expect(await ana.join(slug, { after: 0, epoch })).toMatchObject({ reset: true, events: [], seq: 60 });
    expect((await ana.join(slug, { after: 50, epoch })).events).toHaveLength(10);
  });

  it('is known by its name however that is typed', async () => {
    const ana = await serving.guest('Ana');
    const slug = `기생충-${uuid()}`;
    await api(serving.url, '/rooms', { token: ana.token, body: { slug, title: '기생충' } });
    const typed = ` ${slug.normalize('NFD').toUpperCase()} `.trim();
    expect((await ana.join(typed)).room).toBe(slug);
    await ana.post(typed, '들어왔어요');
    ana.send({ op: 'leave', room: typed });
    expect((await ana.next('left')).room).toBe(slug);
    expect(await code(ana.post(slug, 'outside'))).toBe('not_joined');
  });

  it('counts two tabs of one person once', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    const online = async (n: number): Promise<void> => {
      await waitFor(
        `${n} people`,
        () => ana.frames.filter((frame) => frame.op === 'presence').at(-1)?.online === n,
      );
    };
    await online(1);
    const first = await serving.tabOf(bora);
    await bora.join(slug);
    await first.join(slug);
    await online(2);
    const reader = await serving.anonymous();
    await reader.join(slug);
    await online(3);
    first.close();
    reader.close();
    await online(2);
    bora.close();
    await online(1);
    expect((await api<{ online: number }>(serving.url, `/rooms/${slug}`)).online).toBe(1);
  });

  it('tells the others that somebody is typing, and not that person', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    await bora.join(slug);
    ana.send({ op: 'typing', room: slug });
    expect(await bora.next('typing')).toEqual({
      op: 'typing',
      room: slug,
      person: ana.person,
    });
    await bora.post(slug, 'go on');
    await waitFor('the line', () => ana.events.some((event) => event.kind === 'message.posted'));
    expect(ana.frames.some((frame) => frame.op === 'typing')).toBe(false);
  });

  it('answers a command to its sender in their language, and says nothing in the room', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    await bora.join(slug);
    const heard = bora.events.length;
    ana.send({ op: 'command', id: 'c1', room: slug, text: '/movie recommend Parasite' });
    const { id, answer } = await ana.next('answer');
    expect(id).toBe('c1');
    expect(answer.cards).toHaveLength(5);
    bora.send({ op: 'command', id: 'c2', room: slug, text: '/영화 정보 기생충', locale: 'ko' });
    expect((await bora.next('answer')).answer.cards[0]).toMatchObject({
      movieId: 'parasite-2019',
      title: '기생충',
    });
    expect(bora.events.slice(heard).filter((event) => event.kind !== 'member.joined')).toEqual([]);
  });
});
