import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import type { WebClient } from '../support/web-client.ts';

let serving: Serving;
let ana: WebClient;
let canary: Server;
let canaryUrl: string;
const fetched: string[] = [];
const ask = restClient(() => serving.url);

beforeAll(async () => {
  canary = createServer((request, response) => {
    fetched.push(request.url ?? '');
    response.setHeader('content-type', 'image/png').end('<html>');
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  serving = await Serving.start();
  ana = await serving.guest('Ana');
}, 90_000);
afterAll(async () => {
  canary?.close();
  serving?.hangUp();
  await serving?.end();
});

describe('an address that somebody names', () => {
  it('61 63 64 addresses in lines and pictures are never fetched by the server', async () => {
    const room = await serving.room(ana);
    await ana.join(room);
    await ana.post(room, `see ${canaryUrl}/line and ![x](${canaryUrl}/picture)`);
    await ask(`/rooms/${room}/images`, {
      method: 'POST',
      token: ana.token,
      body: { url: `${canaryUrl}/upload` },
    });
    // Whatever would be fetched would have been by now: the next line has gone all its way.
    await ana.post(room, 'and after');
    await ana.history(room);
    expect(fetched).toEqual([]);
  });
});
