import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import type { WebClient } from '../support/web-client.ts';

const SECRET = 'CANARY-matinee-secret-71af';
/** Every secret a process may hold; none of them may be told to anybody. */
const CANARIES = {
  MATINEE_SECRET: SECRET,
  DISCORD_TOKEN: 'CANARY.discord.token-9c1b',
  SLACK_BOT_TOKEN: 'xoxb-CANARY-slack-bot-2d7e',
  SLACK_APP_TOKEN: 'xapp-CANARY-slack-app-5a0c',
  TMDB_TOKEN: `eyJ${'CANARY'.repeat(30)}.x.y`,
};
let serving: Serving;
let ana: WebClient;
let room: string;
const ask = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start({
    ...CANARIES,
    LOG_LEVEL: 'debug',
    // Platforms that refuse the connection: their adapters will complain as loudly as they can.
    DISCORD_API_URL: 'http://127.0.0.1:9/api',
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
  });
  ana = await serving.guest('Ana');
  room = await serving.room(ana);
  await ana.join(room);
}, 90_000);
afterAll(async () => {
  serving?.hangUp();
  await serving?.end();
});

/** Asks as no library would: the path and the headers as they are. */
function raw(
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  const { hostname, port } = new URL(serving.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('what an answer tells', () => {
  it.each(['/r/a%0d%0aX-Injected:%20y', '/api/v1/rooms/a%0d%0aX-Injected:%20y', '/r/%0aSet-Cookie:x=1'])(
    '66 a line break in an address (%s) makes no header',
    async (path) => {
      const answer = await raw(path);
      expect([400, 404]).toContain(answer.status);
      expect(Object.keys(answer.headers)).not.toContain('x-injected');
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );

  it('66 a line break in what is said makes no line of the log', async () => {
    const before = serving.process.log.length;
    await ask('/rooms/a%0a%7B%22level%22:60,%22msg%22:%22forged%22%7D');
    await ask('/me', { headers: { authorization: 'Bearer x", "level": 60, "msg": "forged' } });
    for (const line of serving.process.log.slice(before).split('\n').filter(Boolean)) {
      const entry = JSON.parse(line) as { msg?: string };
      expect(entry.msg).not.toBe('forged');
    }
  });

  it('67 no secret, no token and nothing that was said is in any answer or in the log, also when much goes wrong', async () => {
    const said = 'CANARY-words-of-a-person';
    await ana.post(room, said);
    const answers: string[] = [];
    for (const path of [
      '/healthz',
      '/readyz',
      '/metrics',
      '/api/v1/openapi.json',
      '/',
      `/api/v1/nowhere`,
      '/slack/events',
    ])
      answers.push((await raw(path)).text);
    for (const body of ['{', '{"text":1}', JSON.stringify({ id: 'x'.repeat(99), text: said })])
      answers.push(
        JSON.stringify(
          (
            await ask(`/rooms/${room}/messages`, {
              token: ana.token,
              raw: body,
              method: 'POST',
              headers: { 'content-type': 'application/json' },
            })
          ).body,
        ),
      );
    answers.push(JSON.stringify((await ask('/me', { token: `${ana.token}x` })).body));
    for (const secret of [...Object.values(CANARIES), ana.token]) {
      for (const answer of answers) expect(answer).not.toContain(secret);
      expect(serving.process.log).not.toContain(secret);
    }
    expect(serving.process.log).not.toContain(said);
  });

  it('68 a refusal holds no stack, no SQL and no path of ours', async () => {
    for (const path of ['/rooms/%E0%A4%A', '/movies/%00', '/rooms/x/messages?before=%00', '/genres/%27/x']) {
      const { body } = await ask(path);
      expect(JSON.stringify(body)).not.toMatch(/at \w+ \(|node_modules|select |\.ts:\d|\/src\//i);
    }
  });

  it.each([
    ['TRACE', '/'],
    ['GET', '/.git/config'],
    ['GET', '/.env'],
    ['GET', '/widget/v1/matinee.js.map'],
    ['GET', '/widget/v1/..%2f..%2fpackage.json'],
    ['GET', '/media/..%2f..%2fsecret'],
    ['GET', '/media/../../secret'],
    ['GET', '//etc/passwd'],
    ['GET', '/widget/'],
    ['GET', '/media/'],
    ['GET', '/dist/matinee.js'],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd'],
  ])('69 %s %s is not there', async (method, path) => {
    const { status, text } = await raw(path, method);
    expect([400, 404, 405]).toContain(status);
    expect(text).not.toMatch(/root:|\[core\]|"dependencies"|CANARY/);
  });

  it('70 what is not for everybody is kept by nobody', async () => {
    const hidden = await serving.room(ana, { visibility: 'private' });
    for (const path of [
      `/rooms/${hidden}`,
      `/rooms/${hidden}/messages`,
      '/me',
      '/me/watchlist',
      `/rooms/${hidden}/members`,
    ]) {
      const { status, headers } = await ask(path, { token: ana.token });
      expect(status).toBe(200);
      expect([path, headers.get('cache-control')]).toEqual([path, expect.stringMatching(/no-store|private/)]);
    }
  });
});

describe('somebody who is put out', () => {
  it('72 hears, finds and reads nothing any more, within a second', async () => {
    const slug = await serving.room(ana, { visibility: 'private', password: 'between us' });
    await ana.join(slug);
    const guest = await serving.guest('Eve');
    await guest.join(slug, { password: 'between us' });
    await ana.post(slug, 'while she was here');
    await guest.next('event');
    const begun = Date.now();
    await serving.moderate(ana, slug, guest, 'ban');
    for (const path of ['', '/messages', '/messages/search?q=while', '/members'])
      expect([403, 404]).toContain((await ask(`/rooms/${slug}${path}`, { token: guest.token })).status);
    expect(Date.now() - begun).toBeLessThan(5_000);
    const heard = guest.events.length;
    await ana.post(slug, 'and after');
    expect(guest.events.slice(heard).map(({ kind }) => kind)).not.toContain('message.posted');
  });
});
