import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RawSocket } from '../support/raw-socket.ts';
import { outcome, restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { WebClient } from '../support/web-client.ts';
import { waitFor } from '../support/wait-for.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('with its limits on, the server', () => {
  let serving: Serving;
  const call = restClient(() => serving.url);
  beforeAll(async () => {
    serving = await Serving.start({ MATINEE_RATE_LIMIT: 'on' });
  });
  afterEach(() => serving?.hangUp());
  afterAll(() => serving?.end());

  const guest = (name = 'Ana'): Promise<WebClient> => serving.guest(name);

  it('takes forty lines at once, refuses more with the time to wait, and stores what it acknowledged', async () => {
    const ana = await guest();
    const slug = await serving.room(ana);
    await ana.join(slug);
    const outcomes = await Promise.allSettled(upTo(60).map((i) => ana.post(slug, `${i}`)));
    const taken = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
    expect(taken).toBe(39); // one went into making the room
    const refusal = await ana.next('error');
    expect(refusal).toMatchObject({ code: 'rate_limited' });
    expect(refusal.retryAfter).toBeGreaterThan(0);
    expect(await ana.history(slug)).toHaveLength(taken);
    expect(ana.closed).toBeUndefined();
    const bora = await guest('보라');
    await bora.join(slug);
    expect(await bora.post(slug, 'I may')).toBeGreaterThan(taken);
  });

  it('closes a socket that floods, and serves the others', async () => {
    const [ana, bora] = [await guest(), await guest('보라')];
    const slug = await serving.room(bora);
    await ana.join(slug);
    await bora.join(slug);
    for (let i = 0; i < 400; i++) ana.send({ op: 'typing', room: slug });
    await waitFor('the end', () => ana.closed);
    expect(ana.closed?.code).toBe(4429);
    expect(await bora.post(slug, 'as if nothing had been')).toBeGreaterThan(0);
  });

  it('takes a password five times from one person, and not the right one after that', async () => {
    const [ana, bora, chloe] = [await guest(), await guest('보라'), await guest('Chloe')];
    const slug = await serving.room(ana, { password: 'peaches' });
    const tabs = await Promise.all(upTo(4).map(() => serving.tabOf(bora)));
    const codes = (): string[] =>
      tabs.flatMap((tab) => tab.frames.flatMap((frame) => (frame.op === 'error' ? [frame.code] : [])));
    for (const tab of tabs)
      for (let i = 0; i < 3; i++) tab.send({ op: 'join', room: slug, password: `guess ${uuid()}` });
    await waitFor('twelve answers', () => codes().length === 12);
    expect(codes().filter((code) => code === 'password_wrong')).toHaveLength(5);
    expect(codes().filter((code) => code === 'rate_limited')).toHaveLength(7);
    bora.send({ op: 'join', room: slug, password: 'peaches' });
    expect((await bora.next('error')).code).toBe('rate_limited');
    expect((await chloe.join(slug, { password: 'peaches' })).me.role).toBe('member');
  });

  it('takes ten wrong passwords from one address, whoever they say they are; right ones do not count', async () => {
    const ana = await guest();
    const slug = await serving.room(ana, { password: 'peaches' });
    for (let i = 0; i < 12; i++)
      expect((await (await guest(`Friend ${i}`)).join(slug, { password: 'peaches' })).me.role).toBe('member');
    const codes: string[] = [];
    for (let i = 0; i < 11; i++) {
      const stranger = await guest(`Stranger ${i}`);
      stranger.send({ op: 'join', room: slug, password: 'plums' });
      codes.push((await stranger.next('error')).code);
    }
    expect(codes).toEqual([...Array<string>(10).fill('password_wrong'), 'rate_limited']);
  });

  it('opens two hundred sockets for one address', async () => {
    await waitFor('earlier sockets to be gone', async () => {
      const metrics = await (await fetch(`${serving.url}/metrics`)).text();
      return /^matinee_sockets 0$/m.test(metrics);
    });
    const opened = await Promise.all(upTo(200).map(() => RawSocket.open(serving.url)));
    expect(opened.every(({ answer }) => answer.startsWith('HTTP/1.1 101'))).toBe(true);
    const { answer } = await RawSocket.open(serving.url);
    expect(answer).toMatch(/^HTTP\/1\.1 429 /);
    expect(answer).toMatch(/retry-after: \d+/);
    for (const { socket } of opened) socket.destroy();
    await waitFor('a place to be free', async () => {
      const { answer: next, socket } = await RawSocket.open(serving.url);
      socket.destroy();
      return next.startsWith('HTTP/1.1 101');
    });
  });

  it('asks its readers to come back when it is stopped, and is gone within five seconds', async () => {
    const [ana, idle] = [await guest(), await RawSocket.open(serving.url)];
    const slug = await serving.room(ana);
    await ana.join(slug);
    const last = await ana.post(slug, 'the last line');
    expect(await serving.process.end()).toBeLessThan(5_000);
    await waitFor('the end', () => ana.closed);
    expect(ana.closed?.code).toBe(1012);
    expect(idle.socket.closeCode).toBe(1012);
    await serving.process.start();
    const back = await serving.tabOf(ana);
    expect((await back.join(slug, { after: last - 1 })).events.map((event) => event.data)).toEqual([
      { text: 'the last line' },
    ]);
  });

  it('takes three hundred guests from one address, and then says when more may come', async () => {
    const answers = await Promise.all(
      upTo(310).map((i) => call('/guests', { body: { name: `Guest ${i}` } })),
    );
    const refused = answers.filter((answer) => answer.status !== 201);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    for (const answer of refused) {
      expect(outcome(answer)).toEqual([429, 'rate_limited']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });
});

describe('a reader that does not read', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await Serving.start();
  });
  afterAll(() => serving?.end());

  it('is sent away to resume later, and nobody else notices', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    await bora.join(slug);
    const { socket: slow } = await RawSocket.open(serving.url);
    slow.say({ op: 'auth', token: (await WebClient.guest(serving.url, 'Slow')).token });
    slow.say({ op: 'join', room: slug });
    await waitFor('the answer', () => slow.texts.some((text) => text.includes('"joined"')));
    slow.pause();
    const text = '느'.repeat(4000);
    let last = 0;
    for (let i = 0; i < 15; i++)
      last = Math.max(...(await Promise.all(upTo(50).map(() => ana.post(slug, text)))));
    await waitFor('every line', () => bora.events.at(-1)?.seq === last, 20_000);
    expect(bora.events.filter((event) => event.kind === 'message.posted')).toHaveLength(750);
    slow.resume();
    await waitFor('the slow reader to be sent away', () => slow.closeCode, 20_000);
    expect(slow.closeCode).toBe(4408);
    const read = slow.texts
      .map((line) => JSON.parse(line) as { op: string; seq?: number })
      .filter((frame) => frame.op === 'event');
    expect(read.map((event) => event.seq)).toEqual(read.map((_, i) => (read[0]?.seq ?? 0) + i));
    expect(read.length).toBeLessThan(750);
  }, 60_000);
});
