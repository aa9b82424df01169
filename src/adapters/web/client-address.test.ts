import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as IncomingMessage;
}

describe('the address of a client', () => {
  it('is its own, whatever it claims, where no proxy is trusted', () => {
    expect(clientAddress(request('203.0.113.7', '127.0.0.1'), 0)).toBe('203.0.113.7');
  });

  it('is what the trusted proxies saw, not what was claimed before them', () => {
    expect(clientAddress(request('10.0.0.1', '127.0.0.1, 203.0.113.7'), 1)).toBe('203.0.113.7');
    expect(clientAddress(request('10.0.0.1', '127.0.0.1, 203.0.113.7, 10.0.0.2'), 2)).toBe('203.0.113.7');
  });

  it('is the peer where a trusted proxy said nothing', () => {
    expect(clientAddress(request('203.0.113.7'), 1)).toBe('203.0.113.7');
    expect(clientAddress(request('203.0.113.7', ' , '), 1)).toBe('203.0.113.7');
  });

  it.each([
    ['203.0.113.7:51234', '203.0.113.7:51235', '203.0.113.7'],
    ['[2001:db8:1:2::1]:443', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::1]', 'x, 2001:db8:1:2::1%eth0', '2001:db8:1:2::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7:1', '203.0.113.7'],
    ['garbage-1', 'garbage-2:443', 'unknown'],
  ])('is one for %s and %s', (one, other, expected) => {
    expect([one, other].map((written) => clientAddress(request('10.0.0.1', written), 1))).toEqual([
      expected,
      expected,
    ]);
  });

  it('is one for the whole network of an IPv6 household, and the same however IPv4 is written', () => {
    const [one, two] = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:0:1:2'].map((address) =>
      clientAddress(request(address), 0),
    );
    expect(one).toBe(two);
    expect(clientAddress(request('2001:db8:1:3::1'), 0)).not.toBe(one);
    expect(clientAddress(request('::ffff:203.0.113.7'), 0)).toBe('203.0.113.7');
  });
});
