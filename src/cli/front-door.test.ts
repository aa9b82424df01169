import { Agent, get } from 'node:http';
import { connect, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { waitFor } from '../../tests/support/wait-for.ts';
import { FrontDoor, tryAddress, type Inside } from './front-door.ts';

const agents: Agent[] = [];
const doors: FrontDoor[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy();
  for (const door of doors.splice(0)) {
    await door.close();
    door.end();
  }
});

async function opened(): Promise<{ door: FrontDoor; port: number }> {
  const door = new FrontDoor(() => false);
  doors.push(door);
  return { door, port: await door.open('127.0.0.1', 0) };
}

/** Answers every request after so long. */
const answering = (ms = 0): Inside => ({
  listener: (request, response) => void setTimeout(() => response.end(request.url), ms),
  upgrade: (_request, stream) => stream.destroy(),
});

interface Outcome {
  status?: number;
  body?: string;
  closes?: boolean;
  error?: string;
}

function ask(port: number, path: string, agent?: Agent): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          closes: response.headers.connection === 'close',
        }),
      );
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
  });
}

it('lets who comes too early wait, and answers at once whether the process is ready', async () => {
  const { door, port } = await opened();
  const early = ask(port, '/early');
  expect(await ask(port, '/readyz')).toMatchObject({ status: 503 });
  expect(await ask(port, '/healthz')).toMatchObject({ status: 503 });
  door.admit(answering());
  expect(await early).toMatchObject({ status: 200, body: '/early' });
  door.hold();
  const held = ask(port, '/held');
  expect(await ask(port, '/readyz')).toMatchObject({ status: 503 });
  door.admit(answering());
  expect(await held).toMatchObject({ status: 200, body: '/held' });
});

it('answers those who are inside when it closes, tells them to go elsewhere, and lets nobody new in', async () => {
  const { door, port } = await opened();
  door.admit(answering(400));
  const inside = ask(port, '/inside');
  await new Promise(setImmediate);
  const closing = door.close();
  await waitFor('the word that it ends', async () => (await ask(port, '/readyz')).body?.includes('ending'));
  expect(await inside).toMatchObject({ status: 200, body: '/inside' });
  await closing;
  expect(await ask(port, '/late')).toEqual({ error: 'ECONNREFUSED' });
});

it('refuses no request of clients that keep their connections while it closes', async () => {
  const { door, port } = await opened();
  door.admit(answering(3));
  const outcomes: Outcome[] = [];
  let going = true;
  const clients = Array.from({ length: 8 }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
    while (going) {
      const outcome = await ask(port, '/', agent);
      outcomes.push(outcome);
      // From here on a balancer asks another process.
      if (outcome.error === 'ECONNREFUSED') return;
    }
  });
  await waitFor('traffic', () => outcomes.length > 50);
  await door.close();
  await Promise.all(clients).finally(() => (going = false));
  expect(outcomes.filter(({ status, error }) => status !== 200 && error !== 'ECONNREFUSED')).toEqual([]);
  expect(outcomes.some(({ closes }) => closes)).toBe(true);
});

it('answers what is asked on a kept connection when nobody new is let in, and tells that client to go elsewhere', async () => {
  const { door, port } = await opened();
  door.admit(answering(3));
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  const answers = (): number => heard.split('HTTP/1.1 200').length - 1;
  const say = (): unknown => socket.write('GET /kept HTTP/1.1\r\nhost: here\r\n\r\n');
  say();
  await waitFor('an answer', () => answers() === 1);
  const closing = door.close();
  await waitFor('the door to be closed', async () => (await ask(port, '/late')).error === 'ECONNREFUSED');
  say();
  await waitFor('an answer that says so', () => answers() === 2 && /connection: close/i.test(heard));
  await closing;
  await ended;
});

it('ends connections that nobody uses when it has closed', async () => {
  const { door, port } = await opened();
  door.admit(answering(3));
  const idle = connect(port, '127.0.0.1');
  const ended = new Promise((resolve) => idle.once('close', resolve));
  let answered = false;
  idle.on('data', () => (answered = true));
  idle.write('GET /once HTTP/1.1\r\nhost: here\r\n\r\n');
  await waitFor('an answer', () => answered);
  await door.close();
  await ended;
});

it('says what is wrong with an address before anything is started', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(tryAddress('127.0.0.1', port)).rejects.toThrow(/PORT: .* is taken/);
  await new Promise((resolve) => other.close(resolve));
  await tryAddress('127.0.0.1', port);
  await expect(tryAddress('203.0.113.7', 0)).rejects.toThrow(/HOST: cannot listen/);
});
