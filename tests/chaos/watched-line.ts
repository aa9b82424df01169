import { WebSocket } from 'ws';
import type { ClientFrame, ServerFrame } from '../../src/protocol/frames.ts';
import type { Line } from '../../widget/src/client/connection.ts';

/** Who is told of what goes over a visitor's sockets. */
export interface Watch {
  sent(frame: ClientFrame): void;
  heard(frame: ServerFrame): void;
  closed(code: number): void;
}

/** A browser's socket as the widget's connection uses it, in Node, with somebody looking on. */
export class WatchedLine implements Line {
  onopen: Line['onopen'] = null;
  onmessage: Line['onmessage'] = null;
  onclose: Line['onclose'] = null;
  readonly #socket: WebSocket;

  constructor(
    url: string,
    protocol: string,
    private readonly watch: Watch,
  ) {
    this.#socket = new WebSocket(url, protocol, { handshakeTimeout: 10_000 });
    this.#socket.on('open', () => this.onopen?.(new Event('open')));
    this.#socket.on('message', (data: Buffer) => {
      const text = data.toString();
      watch.heard(JSON.parse(text) as ServerFrame);
      this.onmessage?.(new MessageEvent('message', { data: text }));
    });
    this.#socket.on('close', (code, reason) => {
      watch.closed(code);
      // Node has no CloseEvent of its own at this version; the connection reads the code alone.
      const event = Object.assign(new Event('close'), { code, reason: reason.toString(), wasClean: true });
      this.onclose?.(event);
    });
    this.#socket.on('error', () => undefined); // a close follows, and says all a browser would say
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  send(text: string): void {
    this.watch.sent(JSON.parse(text) as ClientFrame);
    this.#socket.send(text, () => undefined);
  }

  close(): void {
    // A browser gives a dead connection up after a while; here it need not be waited for.
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close();
    setTimeout(() => this.#socket.terminate(), 1_000).unref();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
