import type { Duplex } from 'node:stream';

/**
 * Wraps payloads as unmasked WebSocket text frames (RFC 6455, section 5.2), one after the other in one buffer.
 */
export function textFrames(payloads: readonly Buffer[]): Buffer {
  let size = 0;
  for (const { length } of payloads) size += length + headerSize(length);
  const out = Buffer.allocUnsafe(size);
  let at = 0;
  for (const payload of payloads) {
    const { length } = payload;
    out[at++] = 0x81;
    if (length < 126) out[at++] = length;
    else if (length < 65_536) {
      out[at++] = 126;
      at = out.writeUInt16BE(length, at);
    } else {
      out[at++] = 127;
      at = out.writeUInt32BE(0, at);
      at = out.writeUInt32BE(length, at);
    }
    payload.copy(out, at);
    at += length;
  }
  return out;
}

const headerSize = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** The part of a `ws` socket's stream that a raw write needs; `_socket` is where `ws` keeps it. */
export interface RawSocketHolder {
  readonly _socket: Duplex | null;
}
