import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';
import { waitFor } from './wait-for.ts';

/** A server that answers everything with itself. */
async function echo(): Promise<{ server: Server; port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port, sockets };
}

class Caller {
  heard = '';
  ended: string | null = null;
  readonly socket: Socket;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk: Buffer) => (this.heard += chunk.toString()));
    this.socket.on('error', (error: NodeJS.ErrnoException) => (this.ended = error.code ?? 'error'));
    this.socket.on('close', () => (this.ended ??= 'closed'));
  }

  async says(word: string): Promise<void> {
    this.socket.write(word);
    await waitFor(`the echo of ${word}`, () => this.heard.includes(word));
  }
}

describe('the TCP proxy of the tests', () => {
  let target: Awaited<ReturnType<typeof echo>>;
  let proxy: TcpProxy;
  const callers: Caller[] = [];
  const call = (): Caller => {
    const caller = new Caller(proxy.port);
    callers.push(caller);
    return caller;
  };

  beforeEach(async () => {
    target = await echo();
    proxy = await TcpProxy.open({ port: target.port });
  });
  afterEach(async () => {
    for (const caller of callers.splice(0)) caller.socket.destroy();
    await proxy.close();
    for (const socket of target.sockets) socket.destroy();
    await new Promise((resolve) => target.server.close(resolve));
  });

  it('passes bytes and endings on', async () => {
    const caller = call();
    await caller.says('hello');
    caller.socket.end();
    await waitFor('the end', () => caller.ended === 'closed' && target.sockets.size === 0);
    expect(proxy.connections).toBe(0);
  });

  it('keeps back what is said while it holds, and passes it on in order', async () => {
    const caller = call();
    await caller.says('before');
    proxy.hold();
    const late = call();
    caller.socket.write('one ');
    caller.socket.write('two ');
    late.socket.write('three');
    await call().socket.write('x');
    expect(caller.heard).toBe('before');
    proxy.heal();
    await waitFor('what was held', () => caller.heard === 'beforeone two ' && late.heard === 'three');
  });

  it('lets connections vanish without telling either side, while new ones work; the far side finds out when it heals', async () => {
    const caller = call();
    await caller.says('before');
    proxy.vanish();
    caller.socket.write('lost');
    await call().says('another');
    expect(target.sockets.size).toBe(2);
    proxy.heal();
    await waitFor('the far side to find out', () => target.sockets.size === 1);
    await call().says('a third');
    expect(caller).toMatchObject({ heard: 'before', ended: null });
    caller.socket.destroy();
    await call().says('a fourth');
    expect(target.sockets.size).toBe(3);
  });

  it('freezes new connections too, until it is healed', async () => {
    proxy.freeze();
    const caller = call();
    caller.socket.write('lost');
    await waitFor('the connection', () => proxy.connections === 1);
    proxy.heal();
    await call().says('works');
    expect(caller).toMatchObject({ heard: '', ended: null });
  });

  it('resets and refuses', async () => {
    const caller = call();
    await caller.says('before');
    proxy.refuse();
    await waitFor('the reset', () => caller.ended === 'ECONNRESET');
    const refused = call();
    await waitFor('the refusal', () => refused.ended !== null);
    await waitFor('the other side', () => target.sockets.size === 0);
    proxy.heal();
    await call().says('works');
  });

  it('lets no bytes overtake others when the delay becomes shorter', async () => {
    const caller = call();
    await caller.says('hello');
    proxy.delayMs = 150;
    caller.socket.write('1');
    await waitFor('the first to be on its way', () => target.sockets.size === 1);
    proxy.delayMs = 20;
    caller.socket.write('2');
    proxy.delayMs = 0;
    caller.socket.write('3');
    await waitFor('all of it', () => caller.heard.endsWith('123'));
  });

  it('delays', async () => {
    proxy.delayMs = 150;
    const caller = call();
    const begun = performance.now();
    await caller.says('slowly');
    expect(performance.now() - begun).toBeGreaterThan(290);
  });
});
