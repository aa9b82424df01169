import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/**
 * Where a request comes from, as it is counted: an IPv4 address, or the /64 network of an IPv6 one, of which one
 * household has all addresses. What proxies say is believed only as far as the operator runs them.
 * @param trusted number of proxies in front of us
 */
export function clientAddress(request: IncomingMessage, trusted: number): string {
  const peer = request.socket.remoteAddress ?? '';
  if (trusted === 0) return networkOf(peer);
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  return networkOf(forwarded.at(-trusted) ?? peer);
}

/**
 * Some proxies add the port, which is another for each connection (`203.0.113.7:51234`, `[2001:db8::1]:443`), some the
 * zone. What is no address at all is one client, whatever it says.
 */
function networkOf(written: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(written)?.[1];
  const address = (bracketed ?? written.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')).replace(/%.*$/, '');
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = (parsed as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
