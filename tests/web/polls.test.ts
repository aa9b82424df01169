import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollRoutes } from '../../src/adapters/web/http/routes/polls.ts';
import type { EventFrame, MessageView } from '../../src/protocol/frames.ts';
import { outcome, restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';

let serving: Serving;
const asked = new Set<string>();
const call = restClient(
  () => serving.url,
  (method, path) => asked.add(`${method.toLowerCase()} ${path}`),
);

beforeAll(async () => {
  serving = await Serving.start();
});
afterAll(() => serving?.end());

const person = (name = 'Ana'): Promise<WebClient> => WebClient.guest(serving.url, name);
async function aRoom(owner: WebClient): Promise<string> {
  const slug = `poll-${uuid().slice(-8)}`;
  await api(serving.url, '/rooms', { token: owner.token, body: { slug, title: 'Polls' } });
  return slug;
}
async function ask(who: WebClient, slug: string, options = ['Parasite', '버닝', 'neither']): Promise<number> {
  const body = { id: uuid(), question: 'What **next**?', options };
  return ((await call(`/rooms/${slug}/polls`, { token: who.token, body })).body as { seq: number }).seq;
}
async function pollIn(slug: string, seq: number, who?: WebClient): Promise<MessageView | undefined> {
  const page = await call(`/rooms/${slug}/messages`, who ? { token: who.token } : {});
  return (page.body as { messages: MessageView[] }).messages.find((message) => message.seq === seq);
}

describe('a poll over REST', () => {
  it('is asked once however often it is sent, with the films its options are', async () => {
    const ana = await person();
    const slug = await aRoom(ana);
    const body = { id: uuid(), question: ' What **next**? ', options: ['Parasite', '버닝', 'neither'] };
    const first = await call(`/rooms/${slug}/polls`, { token: ana.token, body });
    expect(first.status).toBe(201);
    expect((await call(`/rooms/${slug}/polls`, { token: ana.token, body })).body).toEqual(first.body);
    const { seq } = first.body as { seq: number };
    expect(await pollIn(slug, seq)).toMatchObject({
      text: 'What **next**?',
      author: { name: 'Ana', via: 'web' },
      poll: {
        options: [
          { text: 'Parasite', movieId: 'parasite-2019' },
          { text: '버닝', movieId: 'burning-2018' },
          { text: 'neither' },
        ],
        counts: [0, 0, 0],
        closed: false,
      },
    });
  });

  it('takes a vote, moves it and takes it back; each reader is told what they chose', async () => {
    const [ana, bora] = [await person(), await person('보라')];
    const slug = await aRoom(ana);
    const seq = await ask(ana, slug);
    const vote = async (method: string, option?: number) => {
      const body = option === undefined ? {} : { body: { option } };
      return (await call(`/rooms/${slug}/polls/${seq}/vote`, { method, token: bora.token, ...body })).body;
    };
    expect(await vote('PUT', 1)).toMatchObject({ counts: [0, 1, 0], mine: 1 });
    expect(await vote('PUT', 1)).toMatchObject({ counts: [0, 1, 0], mine: 1 });
    expect(await vote('PUT', 2)).toMatchObject({ counts: [0, 0, 1], mine: 2 });
    expect((await pollIn(slug, seq, bora))?.poll).toMatchObject({ counts: [0, 0, 1], mine: 2 });
    expect((await pollIn(slug, seq, ana))?.poll).not.toHaveProperty('mine');
    expect((await pollIn(slug, seq))?.poll).not.toHaveProperty('mine');
    expect(await vote('DELETE')).not.toHaveProperty('mine');
    expect((await pollIn(slug, seq))?.poll?.counts).toEqual([0, 0, 0]);
  });

  it('is closed by who asked, or by a moderator', async () => {
    const [ana, bora] = [await person(), await person('보라')];
    const slug = await aRoom(ana);
    const seq = await ask(ana, slug);
    const close = (who: WebClient) =>
      call(`/rooms/${slug}/polls/${seq}/close`, { method: 'POST', token: who.token });
    expect(outcome(await close(bora))).toEqual([403, 'not_allowed']);
    expect((await close(ana)).body).toMatchObject({ closed: true, counts: [0, 0, 0] });
    const late = await call(`/rooms/${slug}/polls/${seq}/vote`, {
      method: 'PUT',
      token: bora.token,
      body: { option: 0 },
    });
    expect(outcome(late)).toEqual([409, 'poll_closed']);
  });

  it.each([
    ['one option', { question: 'What?', options: ['tea'] }, [400, 'invalid_input']],
    ['no question', { question: ' ', options: ['tea', 'coffee'] }, [400, 'text_empty']],
    ['the same option twice', { question: 'What?', options: ['tea', 'Tea'] }, [400, 'invalid_input']],
    ['an option too long', { question: 'What?', options: ['tea', 'x'.repeat(81)] }, [400, 'text_too_long']],
  ])('is refused with %s', async (_name, poll, expected) => {
    const ana = await person();
    const slug = await aRoom(ana);
    const answer = await call(`/rooms/${slug}/polls`, { token: ana.token, body: { id: uuid(), ...poll } });
    expect(outcome(answer)).toEqual(expected);
  });

  it('is not there for whoever asks about another message, or without a token', async () => {
    const ana = await person();
    const slug = await aRoom(ana);
    const seq = await ask(ana, slug);
    const put = (path: string, more: object) =>
      call(`/rooms/${slug}/polls/${path}/vote`, { method: 'PUT', body: { option: 0 }, ...more });
    expect(outcome(await put(`${seq + 1}`, { token: ana.token }))).toEqual([404, 'poll_not_found']);
    expect(outcome(await put(`${seq}`, {}))).toEqual([401, 'not_signed_in']);
    expect(outcome(await put(`${seq}`, { token: ana.token, body: { option: 3 } }))).toEqual([
      400,
      'invalid_input',
    ]);
    expect(outcome(await put('one', { token: ana.token }))).toEqual([400, 'invalid_input']);
  });

  it('has no call that is not tried here', () => {
    const tried = [...asked].map((each) =>
      each.replace(/\/rooms\/[^/]+/, '/rooms/{slug}').replace(/\/polls\/\d+/, '/polls/{seq}'),
    );
    for (const { method, path } of pollRoutes) expect(tried).toContain(`${method} ${path}`);
  });
});

describe('a poll over the socket', () => {
  it('is asked with a command and answered with frames; everybody is told the counts', async () => {
    const [ana, bora] = [await person(), await person('보라')];
    const slug = await aRoom(ana);
    for (const who of [ana, bora]) {
      await who.connect();
      await who.join(slug);
    }
    const text = '/영화 투표 질문:"다음엔 뭘 볼까요?" 선택지: 기생충, The Handmaiden, 다른 것';
    const since = bora.frames.length;
    bora.send({ op: 'command', id: uuid(), room: slug, text, locale: 'ko' });
    const { answer } = await bora.next('answer', since);
    expect(answer).toMatchObject({
      to: 'sender',
      text: expect.stringContaining('투표를 열었어요') as unknown,
    });
    const posted = await waitFor('the poll', () =>
      ana.events.find((event): event is EventFrame<'poll.posted'> => event.kind === 'poll.posted'),
    );
    expect(posted.data).toMatchObject({
      question: '다음엔 뭘 볼까요?',
      options: [
        { text: '기생충', movieId: 'parasite-2019' },
        { text: 'The Handmaiden', movieId: 'the-handmaiden-2016' },
        { text: '다른 것' },
      ],
    });
    const { seq } = posted;
    const vote = (who: WebClient, option: number | null, id: string = uuid()) =>
      who.ask({ op: 'vote', id, room: slug, seq, option });
    await vote(ana, 1);
    const again = uuid();
    await vote(bora, 1, again);
    await vote(bora, 1, again);
    await vote(ana, 1);
    await vote(bora, 0);
    await ana.ask({ op: 'close-poll', id: uuid(), room: slug, seq });
    await expect(vote(ana, 2)).rejects.toThrow('poll_closed');
    const told = await waitFor('the end', () => {
      const about = bora.events.filter(({ kind }) => kind.startsWith('poll.'));
      return about.some(({ kind }) => kind === 'poll.closed') && about.map(({ data }) => data).slice(1);
    });
    expect(told).toEqual([
      { seq, option: 1, counts: [0, 1, 0] },
      { seq, option: 1, counts: [0, 2, 0] },
      { seq, option: null, counts: [0, 1, 0] },
      { seq, option: 0, counts: [1, 0, 0] },
      { seq, counts: [1, 0, 0] },
    ]);
  });

  it('takes nothing for an option that is no place', async () => {
    const ana = await person();
    const slug = await aRoom(ana);
    const seq = await ask(ana, slug);
    await ana.connect();
    await ana.join(slug);
    for (const option of [3, -1, 1.5, '0', undefined]) {
      const frame = { op: 'vote', id: uuid(), room: slug, seq, option };
      await expect(ana.ask(frame as never)).rejects.toThrow(/invalid_input|bad_frame/);
    }
  });
});
