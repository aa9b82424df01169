import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { CLOSE_CODES, type ServerFrame } from '../../../src/protocol/frames.ts';
import { RoomServer } from '../../tests/room-server.ts';
import { until } from '../../tests/until.ts';
import { BrowserStorage } from './browser-storage.ts';
import { Connection, type Line, type RoomListener } from './connection.ts';
import { newId } from './message-id.ts';
import { Problem } from './problem.ts';
import { TokenStore } from './token-store.ts';

class Reader implements RoomListener {
  frames: ServerFrame[] = [];
  refused: Problem[] = [];
  position: ReturnType<RoomListener['join']> = {};

  join(): ReturnType<RoomListener['join']> {
    return this.position;
  }
  receive(frame: ServerFrame): void {
    this.frames.push(frame);
  }
  refuse(problem: Problem): void {
    this.refused.push(problem);
  }
  changed(): void {
    return;
  }
  get joins(): number {
    return this.frames.filter(({ op }) => op === 'joined').length;
  }
}

/** Node 20 has no WebSocket of its own. */
function nodeLine(url: string, protocol: string): Line {
  const socket = new NodeSocket(url, protocol);
  const line: Line = {
    get readyState() {
      return socket.readyState;
    },
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.on('open', () => line.onopen?.(new Event('open')));
  socket.on('message', (data) => line.onmessage?.(new MessageEvent('message', { data })));
  socket.on('close', (code, words) =>
    line.onclose?.(Object.assign(new Event('close'), { code, reason: words.toString(), wasClean: true })),
  );
  socket.on('error', () => socket.terminate());
  return line;
}

describe('A connection', () => {
  let server: RoomServer;
  let connection: Connection;
  let readers: [string, Reader][];
  let storage: BrowserStorage;

  function connect(patience = 4000): Connection {
    connection = new Connection(server.url, {
      open: nodeLine,
      random: () => 0.02,
      tokens: new TokenStore(storage, server.url),
      patience,
    });
    return connection;
  }

  function enter(room: string): Reader {
    const reader = new Reader();
    readers.push([room, reader]);
    connection.enter(room, reader);
    return reader;
  }

  beforeEach(async () => {
    storage = new BrowserStorage();
    readers = [];
    server = await new RoomServer('').start();
    server.room('parasite');
    server.room('burning');
  });
  afterEach(async () => {
    for (const [room, reader] of readers) connection.leave(room, reader);
    await server.stop();
  });

  it('opens with the first room and closes with the last', async () => {
    connect();
    const [one, two] = [enter('parasite'), enter('burning')];
    await until(() => one.joins && two.joins);
    expect(server.connections).toBe(1);
    connection.leave('parasite', one);
    await until(() => server.received.some(({ op }) => op === 'leave'));
    expect(server.connections).toBe(1);
    connection.leave('burning', two);
    await until(() => server.connections === 0);
  });

  it('tells the right room that it was refused, though a refusal names no room', async () => {
    connect();
    const [one, lost, two] = [enter('parasite'), enter('nowhere'), enter('burning')];
    await until(() => one.joins && two.joins && lost.refused.length);
    expect(lost.refused[0]?.code).toBe('room_not_found');
    expect([...one.refused, ...two.refused]).toEqual([]);
  });

  it('comes back after a loss and joins from where each reader stands', async () => {
    connect();
    const reader = enter('parasite');
    await until(() => reader.joins);
    reader.position = { after: 3, epoch: 'e' };
    server.drop();
    await until(() => reader.joins === 2);
    expect(server.received.at(-1)).toEqual({ op: 'join', room: 'parasite', after: 3, epoch: 'e' });
  });

  it.each([CLOSE_CODES.restarting, CLOSE_CODES.tooSlow])('comes back after close code %i', async (code) => {
    connect();
    const reader = enter('parasite');
    await until(() => reader.joins);
    server.drop(code);
    await until(() => reader.joins === 2);
  });

  it('stays away where the server does not want it, and says so', async () => {
    connect();
    const reader = enter('parasite');
    await until(() => reader.joins);
    server.drop(CLOSE_CODES.notAllowed);
    await until(() => reader.refused.length);
    expect(connection.state).toBe('refused');
    expect(reader.refused[0]?.code).toBe('origin_not_allowed');
  });

  it('reads on without a name when its token is not taken', async () => {
    connect();
    connection.tokens.keep({ token: 'worthless' });
    const reader = enter('parasite');
    await until(() => reader.joins);
    expect(connection.person).toBe(null);
    expect(connection.tokens.identity).toBe(undefined);
  });

  it.each<[string, NonNullable<RoomServer['refusesToKnow']>]>([
    ['is unavailable', { code: 'unavailable', close: CLOSE_CODES.unavailable }],
    ['closes without a word', { close: CLOSE_CODES.unavailable }],
    ['restarts', { close: CLOSE_CODES.restarting }],
    ['calls nobody signed in', { code: 'not_signed_in', close: CLOSE_CODES.badFrame }],
    ['has a fault', { code: 'internal', close: CLOSE_CODES.unavailable }],
    ['is of a version that says 4401 of its own slowness', { close: 4401, words: 'auth first' }],
    ['says nothing at all', {}],
  ])('keeps its token, and comes back with it, when the server %s', async (_what, fault) => {
    const { token, person } = server.person('Jun');
    connect(150);
    connection.tokens.keep({ token, person });
    server.refusesToKnow = fault;
    const reader = enter('parasite');
    await until(() => server.received.filter(({ op }) => op === 'auth').length >= 2);
    server.refusesToKnow = undefined;
    await until(() => reader.joins);
    expect(server.received.filter(({ op }) => op === 'auth')).not.toContainEqual({
      op: 'auth',
      anonymous: true,
    });
    expect(connection.tokens.identity).toEqual({ token, person });
    expect(connection.person).toEqual(person);
  });

  it('does not forget a token that another tab has got while its own was refused', async () => {
    const { token, person } = server.person('Jun');
    connect();
    connection.tokens.keep({ token: 'worthless' });
    server.refusesToKnow = {};
    const reader = enter('parasite');
    await until(() => server.received.some(({ op }) => op === 'auth'));
    connection.tokens.keep({ token, person });
    server.refusesToKnow = undefined;
    server.drop(CLOSE_CODES.tokenInvalid);
    await until(() => reader.joins);
    expect(connection.tokens.identity).toEqual({ token, person });
    expect(connection.person).toEqual(person);
  });

  it('waits longer than it was told, by chance: everybody was told the same', () => {
    vi.useFakeTimers();
    const opened: Line[] = [];
    const line = (): Line => {
      const one: Line = {
        readyState: 1,
        onopen: null,
        onmessage: null,
        onclose: null,
        send: () => undefined,
        close: () => undefined,
      };
      opened.push(one);
      return one;
    };
    connection = new Connection('http://m', {
      open: line,
      random: () => 0.5,
      tokens: new TokenStore(storage, 'm'),
    });
    enter('parasite');
    const told = { op: 'error', code: 'unavailable', detail: '', retryAfter: 1000 };
    opened[0]?.onmessage?.(new MessageEvent('message', { data: JSON.stringify(told) }));
    opened[0]?.onclose?.(Object.assign(new Event('close'), { code: 1013, reason: '', wasClean: true }));
    vi.advanceTimersByTime(1249);
    expect(opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(opened).toHaveLength(2);
    vi.useRealTimers();
  });

  it('becomes a person on a new socket, and is that person next time', async () => {
    const { token, person } = server.person('Jun');
    connect();
    const reader = enter('parasite');
    await until(() => reader.joins);
    connection.signIn(token);
    await until(() => reader.joins === 2);
    expect(connection.person).toEqual(person);
    expect(new TokenStore(storage, server.url).identity).toEqual({ token, person });
  });

  it('gives each request its own answer', async () => {
    const { token } = server.person('Jun');
    connect();
    connection.tokens.keep({ token });
    const reader = enter('parasite');
    await until(() => reader.joins);
    const post = (text: string) => connection.request({ op: 'post', id: newId(), room: 'parasite', text });
    const help = connection.request({ op: 'command', id: newId(), room: 'parasite', text: '/movie help' });
    expect(await Promise.all([post('one'), post('two'), help])).toMatchObject([1, 2, { to: 'sender' }]);
    await expect(
      connection.request({ op: 'post', id: newId(), room: 'burning', text: 'not there' }),
    ).rejects.toMatchObject({ code: 'not_joined' });
  });

  it('says that nobody knows, when the line is lost before the answer', async () => {
    const { token } = server.person('Jun');
    connect();
    connection.tokens.keep({ token });
    const reader = enter('parasite');
    await until(() => reader.joins);
    server.loseAcks = 1;
    const asked = connection.request({ op: 'post', id: newId(), room: 'parasite', text: 'lost' });
    await until(() => server.messages('parasite').length);
    server.drop();
    await expect(asked).rejects.toMatchObject({ code: 'connection_lost', passing: true });
  });

  it('gives up a line on which no answer comes, and opens another', async () => {
    const { token } = server.person('Jun');
    connect(150);
    connection.tokens.keep({ token });
    const reader = enter('parasite');
    await until(() => reader.joins);
    server.loseAcks = 1;
    await expect(
      connection.request({ op: 'post', id: newId(), room: 'parasite', text: 'into the void' }),
    ).rejects.toBeInstanceOf(Problem);
    await until(() => reader.joins === 2);
    expect(server.received.filter(({ op }) => op === 'auth')).toHaveLength(2);
  });
});
