import type { IncomingMessage } from 'node:http';

/**
 * The address a request comes from. What proxies say is believed only as far as the operator runs them.
 * @param trusted number of proxies in front of us
 */
export function clientAddress(request: IncomingMessage, trusted: number): string {
  const peer = request.socket.remoteAddress ?? '';
  if (trusted === 0) return peer;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  return forwarded.at(-trusted) ?? peer;
}
