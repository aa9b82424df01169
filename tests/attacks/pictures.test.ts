import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AttachmentView, MessageView } from '../../src/protocol/frames.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { restClient, type Answered } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import { WebClient } from '../support/web-client.ts';

/** Both set-ups: everything in one process, and Postgres. */
const setUps = [
  { name: 'the embedded database', available: true, environment: () => Promise.resolve({}) },
  {
    name: 'Postgres',
    available: inject('postgresUrl') !== null,
    environment: async () => ({
      DATABASE_URL: await freshPostgresUrl(),
      MATINEE_SECRET: 'a secret of this test alone',
    }),
  },
];

describe.each(setUps)('the pictures of a room, on $name', ({ available, environment }) => {
  const test = it.skipIf(!available);
  let serving: Serving;
  let owner: WebClient;
  const call = restClient(() => serving.url);

  beforeAll(async () => {
    if (!available) return;
    serving = await Serving.start(await environment());
    owner = await WebClient.guest(serving.url, 'Olga');
  });
  afterAll(() => serving?.end());

  async function upload(
    slug: string,
    by: WebClient,
    fields: Record<string, string> = {},
  ): Promise<AttachmentView> {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const bytes = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#000', noise } })
      .jpeg()
      .toBuffer();
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)]), 'a.jpg');
    const answer = await call(`/rooms/${slug}/images`, { token: by.token, raw: form });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body as AttachmentView;
  }
  const post = (slug: string, by: WebClient, ids: string[]): Promise<Answered> =>
    call(`/rooms/${slug}/messages`, { token: by.token, body: { id: uuid(), text: '', attachments: ids } });
  /** A room with a picture in it, and somebody who belongs to it beside its owner. */
  async function roomWithPicture(more: Record<string, unknown>) {
    const member = await serving.guest('Member');
    const slug = await serving.room(owner, { ...more, visibility: undefined, password: undefined });
    await member.join(slug);
    const picture = await upload(slug, owner);
    const seq = ((await post(slug, owner, [picture.id])).body as { seq: number }).seq;
    const close = { visibility: more['visibility'], password: more['password'] };
    if (close.visibility ?? close.password)
      await call(`/rooms/${slug}`, { method: 'PATCH', token: owner.token, body: close });
    return { slug, picture: { ...picture, url: `/media/${picture.id}` }, seq, member };
  }
  const get = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url.startsWith('/') ? serving.url + url : url, { headers });
  const bearer = (client: WebClient): Record<string, string> => ({ authorization: `Bearer ${client.token}` });
  async function shownTo(client: WebClient, slug: string): Promise<AttachmentView> {
    const answer = await call(`/rooms/${slug}/messages`, { token: client.token });
    const found = (answer.body as { messages: MessageView[] }).messages.at(-1)?.attachments?.[0];
    expect(found).toBeDefined();
    return found!;
  }
  /** Everything in which an answer could differ, but for the time and what is chance. */
  async function tellable(response: Response): Promise<unknown> {
    const headers = Object.fromEntries(response.headers);
    delete headers['date'];
    return [response.status, headers, await response.text()];
  }

  const closed = [
    { visibility: 'private' },
    { password: 'peaches' },
    { visibility: 'private', password: 'x' },
  ];
  test.each(closed)(
    'in a room with %j are as if there were none to whoever may not read it',
    async (more) => {
      const { picture } = await roomWithPicture(more);
      const stranger = await WebClient.guest(serving.url, 'Stranger');
      const nothing = await tellable(await get(`/media/${uuid()}`));
      for (const file of [picture.id, picture.thumbnailUrl!.replace(/^\/media\/|\?.*$/g, '')]) {
        const ways: [string, Record<string, string>][] = [
          ['', {}],
          ['', bearer(stranger)],
          ['', { authorization: 'Bearer made.up.token' }],
          ['?grant=', {}],
          ['?grant=made-up', {}],
          [`?grant=f.${stranger.person.id}.zzzzzz.${'A'.repeat(43)}`, {}],
          ['?grant=a&grant=b', {}],
        ];
        for (const [query, headers] of ways)
          expect([query, await tellable(await get(`/media/${file}${query}`, headers))]).toEqual([
            query,
            nothing,
          ]);
      }
    },
  );

  test.each(closed)(
    'in a room with %j are had by whoever may, by token and by signed address',
    async (more) => {
      const { slug, picture, member } = await roomWithPicture(more);
      expect((await get(picture.url, bearer(member))).status).toBe(200);
      const shown = await shownTo(member, slug);
      for (const url of [shown.url, shown.thumbnailUrl!]) {
        expect(url).toContain('?grant=');
        const response = await get(url);
        expect(response.status).toBe(200);
        expect(response.headers.get('cache-control')).toBe('private, no-cache');
      }
      const { body } = await call(`/rooms/${slug}/pictures/grant`, { token: member.token });
      const { grant, expiresIn } = body as { grant: string; expiresIn: number };
      expect(expiresIn).toBeGreaterThan(290);
      expect(expiresIn).toBeLessThanOrEqual(600);
      expect((await get(`${picture.url}?grant=${grant}`)).status).toBe(200);
    },
  );

  test('a signed address is for one picture, a grant for one room, and neither for anybody else’s', async () => {
    const one = await roomWithPicture({ visibility: 'private' });
    const other = await roomWithPicture({ visibility: 'private' });
    const { url } = await shownTo(owner, one.slug);
    const grant = new URL(url, serving.url).searchParams.get('grant')!;
    const second = await upload(one.slug, owner);
    await post(one.slug, owner, [second.id]);
    expect((await get(`/media/${second.id}?grant=${grant}`)).status).toBe(404);
    expect((await get(`/media/${other.picture.id}?grant=${grant}`)).status).toBe(404);
    const { body } = await call(`/rooms/${one.slug}/pictures/grant`, { token: owner.token });
    const wide = (body as { grant: string }).grant;
    expect((await get(`/media/${second.id}?grant=${wide}`)).status).toBe(200);
    expect((await get(`/media/${other.picture.id}?grant=${wide}`)).status).toBe(404);
    const [kind, , until, signature] = wide.split('.') as [string, string, string, string];
    const later = (parseInt(until, 36) + 1).toString(36);
    for (const forged of [
      [kind, one.member.person.id, until, signature],
      [kind, owner.person.id, later, signature],
      ['f', owner.person.id, until, signature],
    ])
      expect((await get(`/media/${second.id}?grant=${forged.join('.')}`)).status).toBe(404);
    expect((await call(`/rooms/${one.slug}/pictures/grant`)).status).toBe(404);
  });

  test.each(['ban', 'kick'] as const)(
    'end for somebody at once with a %s, whatever address they hold',
    async (what) => {
      const { slug, picture, member } = await roomWithPicture({ visibility: 'private' });
      const { url } = await shownTo(member, slug);
      const { body } = await call(`/rooms/${slug}/pictures/grant`, { token: member.token });
      const wide = `${picture.url}?grant=${(body as { grant: string }).grant}`;
      expect((await get(url)).status).toBe(200);
      await serving.moderate(owner, slug, member, what);
      for (const held of [url, wide]) expect((await get(held)).status).toBe(404);
      expect((await get(picture.url, bearer(member))).status).toBe(404);
    },
  );

  test('stop being everybody’s when the room turns private', async () => {
    const { slug, picture, member } = await roomWithPicture({});
    const before = await get(picture.url);
    expect(before.headers.get('cache-control')).toBe('public, max-age=300, must-revalidate');
    expect(before.headers.get('etag')).toBe(`"${picture.id}"`);
    const again = await get(picture.url, { 'if-none-match': `"${picture.id}"` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await call(`/rooms/${slug}`, { method: 'PATCH', token: owner.token, body: { visibility: 'private' } });
    expect((await get(picture.url, { 'if-none-match': `"${picture.id}"` })).status).toBe(404);
    expect((await get((await shownTo(member, slug)).url)).status).toBe(200);
  });

  test('are gone with their message, for everybody and from the disk, thumbnails too', async () => {
    const { slug, picture, seq, member } = await roomWithPicture({ password: 'peaches' });
    const { url, thumbnailUrl } = await shownTo(member, slug);
    const speaker = await serving.tabOf(owner);
    await speaker.join(slug);
    await speaker.ask({ op: 'delete', id: uuid(), room: slug, seq });
    for (const held of [url, thumbnailUrl!]) {
      expect((await get(held)).status).toBe(404);
      expect((await get(held, bearer(owner))).status).toBe(404);
    }
    const ids = [picture.id, thumbnailUrl!.replace(/^\/media\/|\?.*$/g, '')];
    await waitFor('the files to be gone', async () => {
      const files = await readdir(join(serving.directory, 'media'), { recursive: true });
      return ids.every((id) => !files.some((file) => file.endsWith(id)));
    });
  });

  test('cannot be named by two messages, nor twice by one', async () => {
    const slug = await serving.room(owner);
    const picture = await upload(slug, owner);
    expect((await post(slug, owner, [picture.id, picture.id])).status).toBe(201);
    expect((await shownTo(owner, slug)).id).toBe(picture.id);
    const { body } = await call(`/rooms/${slug}/messages`);
    expect((body as { messages: MessageView[] }).messages.at(-1)?.attachments).toHaveLength(1);
    expect((await post(slug, owner, [picture.id])).status).toBe(404);
  });

  test('not yet said are nobody’s but their uploader’s where the room is closed', async () => {
    const { slug, member } = await roomWithPicture({ visibility: 'private' });
    const picture = await upload(slug, owner);
    expect((await get(picture.url)).status).toBe(200);
    expect((await get(`/media/${picture.id}`, bearer(member))).status).toBe(404);
    const { body } = await call(`/rooms/${slug}/pictures/grant`, { token: member.token });
    expect((await get(`/media/${picture.id}?grant=${(body as { grant: string }).grant}`)).status).toBe(404);
  });
});

describe('uploads that cost much', () => {
  let serving: Serving;
  let owner: WebClient;
  let slug: string;
  const call = restClient(() => serving.url);
  const send = (by: WebClient, bytes: Buffer): Promise<Answered> => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'a.gif');
    return call(`/rooms/${slug}/images`, { token: by.token, raw: form });
  };
  beforeAll(async () => {
    serving = await Serving.start({ MATINEE_RATE_LIMIT: 'on' });
    owner = await WebClient.guest(serving.url, 'Olga');
    slug = await serving.room(owner);
  });
  afterAll(() => serving?.end());

  /** A moving picture of few bytes and many pixels. */
  function moving(frames: number, side: number): Promise<Buffer> {
    const height = side * frames;
    const pixels = Buffer.alloc(side * height * 3);
    for (let frame = 0; frame < frames; frame++)
      pixels.fill((frame * 37) % 256, frame * side * side * 3, (frame + 1) * side * side * 3);
    return sharp(pixels, { raw: { width: side, height, channels: 3, pageHeight: side } })
      .gif({ delay: Array<number>(frames).fill(50), effort: 1 })
      .toBuffer();
  }

  it('are refused by their pixels over all frames, before any is unpacked', async () => {
    const answer = await send(owner, await moving(199, 440));
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([413, 'too_large']);
  });

  it('never hold up who looks at pictures, and are told when to come back once too many wait', async () => {
    const still = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fa0' } })
      .png()
      .toBuffer();
    const { url } = (await send(owner, still)).body as AttachmentView;
    const costly = await moving(20, 400);
    const people = await Promise.all(
      Array.from({ length: 5 }, (_, i) => WebClient.guest(serving.url, `P${i}`)),
    );
    let done = false;
    const uploads = Promise.all(
      people.flatMap((person) => [1, 2, 3].map(() => send(person, costly))),
    ).finally(() => (done = true));
    const waits: number[] = [];
    while (!done) {
      const began = performance.now();
      const response = await fetch(serving.url + url);
      await response.arrayBuffer();
      waits.push(performance.now() - began);
      expect(response.status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const statuses = (await uploads).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(9);
    const refused = (await uploads).filter(({ status }) => status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, headers, body } of refused)
      expect([status, headers.get('retry-after'), (body as { code: string }).code]).toEqual([
        503,
        '3',
        'unavailable',
      ]);
    // With a pool that the decoders hold, this was as long as all of them together.
    waits.sort((a, b) => a - b);
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(500);
  }, 120_000);
});
