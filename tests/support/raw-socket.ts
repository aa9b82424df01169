import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { waitFor } from './wait-for.ts';

const TEXT = 0x1;
const CLOSE = 0x8;

/** A WebSocket client that does what no library would let it: break the framing, or stop reading. */
export class RawSocket {
  #heard = Buffer.alloc(0);
  #at = 0;
  /** The code of the closing frame the server sent. */
  closeCode: number | undefined;
  ended = false;
  readonly texts: string[] = [];

  private constructor(private readonly socket: Socket) {}

  /** Shakes hands; what the server answers to that is in `answer`. */
  static async open(
    url: string,
    headers: Record<string, string> = {},
    path = '/api/v1/socket',
  ): Promise<{ socket: RawSocket; answer: string }> {
    const { hostname, port } = new URL(url);
    const stream = connect(Number(port), hostname);
    const raw = new RawSocket(stream);
    stream.on('error', () => undefined); // a reset is an end too
    stream.on('close', () => (raw.ended = true));
    const lines = {
      host: `${hostname}:${port}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-protocol': 'matinee.v1',
      ...headers,
    };
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}`);
    stream.write(`GET ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
    stream.on('data', (chunk: Buffer) => (raw.#heard = Buffer.concat([raw.#heard, chunk])));
    const end = await waitFor('the handshake', () => {
      const at = raw.#heard.indexOf('\r\n\r\n');
      return at >= 0 && at;
    });
    const answer = raw.#heard.subarray(0, end).toString();
    raw.#at = end + 4;
    stream.on('data', () => raw.#read());
    raw.#read();
    return { socket: raw, answer };
  }

  write(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  say(frame: object): void {
    this.write(maskedFrame(0x80 | TEXT, Buffer.from(JSON.stringify(frame))));
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  destroy(): void {
    this.socket.destroy();
  }

  #read(): void {
    for (;;) {
      const rest = this.#heard.subarray(this.#at);
      const short = rest[1] === undefined ? -1 : rest[1] & 0x7f;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (short < 0 || rest.length < head) return;
      const length = short === 126 ? rest.readUInt16BE(2) : short === 127 ? rest.readUInt32BE(6) : short;
      if (rest.length < head + length) return;
      const payload = rest.subarray(head, head + length);
      const kind = (rest[0] ?? 0) & 0x0f;
      if (kind === TEXT) this.texts.push(payload.toString());
      if (kind === CLOSE) this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.#at += head + length;
    }
  }
}

/** A client's frame: `first` holds FIN, the reserved bits and the kind. */
export function maskedFrame(first: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head.set([first, 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127)]);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeUInt32BE(length, 6);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}
