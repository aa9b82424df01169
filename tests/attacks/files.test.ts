import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AttachmentReader } from '../../src/adapters/discord/attachments.ts';
import { RemoteFiles } from '../../src/adapters/slack/remote-files.ts';
import type { Workspace } from '../../src/adapters/slack/workspaces.ts';
import { clientsOf } from '../../src/adapters/slack/workspaces.ts';
import { RateLimits } from '../../src/bus/rate-limits.ts';
import type { RemoteAttachment } from '../../src/core/delivery/chat-adapter.ts';
import { FileCopies, type Outcome } from '../../src/core/delivery/file-copies.ts';
import type { Link } from '../../src/core/delivery/link.ts';
import { EncodingQueue } from '../../src/core/media/encoding-queue.ts';
import { MAX_FILE_BYTES } from '../../src/core/media/file-limits.ts';
import { Library } from '../../src/core/media/library.ts';
import { MediaGrants } from '../../src/core/media/media-grants.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlPictureRepository } from '../../src/db/repositories/pictures.ts';
import { DiskStorage } from '../../src/media-storage/disk-storage.ts';
import { SharpEncoder } from '../../src/media-storage/sharp-encoder.ts';
import { engines } from '../support/databases.ts';
import { anActor, aRoom } from '../support/factories.ts';
import { quietLogger } from '../support/quiet-logger.ts';

const MIB = 1024 * 1024;
/** Long enough for 25 MiB on a busy machine. */
const PATIENCE_MS = 1_500;
const FILE = Buffer.from('%PDF-1.7 a script');

/** A host of files that answers as each test says, and the address of one that nobody may ask. */
let host: Server;
let base: string;
let canary: Server;
let inside: string;
let reached = 0;
let answer: (response: ServerResponse, request: IncomingMessage) => void;
let database: Database;
let directory: string;
let link: Pick<Link, 'id' | 'roomId'>;
const agent = new Agent();

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  host = createServer((request, response) => answer(response, request));
  canary = createServer((_, response) => {
    reached++;
    response.end('a secret');
  });
  [base, inside] = [await listening(host), await listening(canary)];
  database = await engines[0]!.open();
  directory = await mkdtemp(join(tmpdir(), 'matinee-files-'));
  link = { id: 'link', roomId: (await aRoom(database, await anActor(database, 'Ana'))).id };
}, 60_000);
afterAll(async () => {
  for (const server of [host, canary]) {
    server.closeAllConnections();
    server.close();
  }
  await agent.close();
  await database.close();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  reached = 0;
});

const library = (): Library =>
  new Library(
    new EncodingQueue(new SharpEncoder()),
    new DiskStorage(directory),
    new SqlPictureRepository(database),
    new MediaGrants('a secret of this test'),
  );
const stored = async (): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** Copies a file into our store, all the way, as if a message had been told of. */
async function copied(file: RemoteAttachment, limiter = new RateLimits()): Promise<Outcome> {
  const copies = new FileCopies({ media: library(), limiter, logger: quietLogger() });
  const sender = await anActor(database, 'Bora');
  return copies.copy(link as Link, sender.id, file).outcome;
}

interface Said {
  name?: string;
  size?: number;
  path?: string;
  mimetype?: string;
}

/** The same file as each platform tells of it. */
const platforms = {
  Discord: ({ name = 'script.pdf', size = FILE.length, path = '/file' }: Said): RemoteAttachment =>
    new AttachmentReader(agent, base, PATIENCE_MS).remote({
      id: '1',
      filename: name,
      size,
      url: URL.canParse(path) ? path : base + path,
      proxy_url: '',
    }),
  Slack: ({ name = 'script.pdf', size = FILE.length, path = '/file', mimetype }: Said): RemoteAttachment => {
    const clients = clientsOf('xoxb-a-token', `${base}/api/`, quietLogger());
    const workspace: Workspace = {
      teamId: 'T1',
      botId: 'B1',
      botUserId: 'U1',
      token: 'xoxb-a-token',
      ...clients,
    };
    const url = URL.canParse(path) ? path : base + path;
    const [file] = new RemoteFiles(agent, `${base}/api/`, PATIENCE_MS).attachments(workspace, [
      { id: 'F1', name, size, url_private: url, ...(mimetype === undefined ? {} : { mimetype }) },
    ]);
    if (!file) throw new Error('no file');
    return file;
  },
};

describe.each(Object.entries(platforms))('a host of %s’s files', (platform, told) => {
  it('61 63 that sends us on to the inside, to a file, to another port or in a ring is not followed', async () => {
    for (const location of [
      `${inside}/latest/meta-data/`,
      inside.replace('127.0.0.1', '2130706433'),
      inside.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00:ec2::254]/',
      'https://cdn.discordapp.com:22/',
      'https://files.slack.com:22/',
      'https://slack.com@127.0.0.1/',
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
      'http://[',
      '/file',
    ]) {
      answer = (response) => response.writeHead(302, { location }).end();
      expect([location, (await copied(told({}))).is]).not.toEqual([location, 'here']);
    }
    expect(reached).toBe(0);
  });

  it('61 is the platform’s own: what lies elsewhere is refused without a packet', async () => {
    for (const path of [
      `${inside}/file`,
      'http://cdn.discordapp.com/a',
      'https://cdn.discordapp.com:22/a',
      'https://cdn.discordapp.com.evil.example/a',
      'http://files.slack.com/a',
      'https://files.slack.com:8443/a',
      'https://evilslack.com/a',
      'file:///etc/passwd',
    ])
      expect([path, await copied(told({ path }))]).toEqual([path, { is: 'refused', why: 'failed' }]);
    expect(reached).toBe(0);
  });

  it('64 that never ends, or drips, or says nothing, is left, and nothing of it kept', async () => {
    const before = await stored();
    answer = (response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(MIB)));
        response.once('drain', more);
      };
      more();
    };
    expect(await copied(told({}))).toEqual({ is: 'refused', why: 'too large' });
    answer = (response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(drip));
    };
    const began = performance.now();
    expect(await copied(told({}))).toEqual({ is: 'failed' });
    answer = () => undefined;
    expect(await copied(told({}))).toEqual({ is: 'failed' });
    expect(performance.now() - began).toBeLessThan(5 * PATIENCE_MS);
    expect(await stored()).toEqual(before);
  });

  it('64 that says a false length gives no half file, and one too large is not even begun', async () => {
    const before = await stored();
    for (const [length, body] of [
      [FILE.length, FILE.subarray(0, 5)],
      [5, FILE],
    ] as const) {
      answer = (response) => {
        response.strictContentLength = false;
        response.writeHead(200, { 'content-length': length });
        response.write(body);
        setTimeout(() => response.destroy(), 50);
      };
      expect([length, await copied(told({}))]).toEqual([length, { is: 'failed' }]);
    }
    let sent = 0;
    answer = (response) => {
      response.writeHead(200, { 'content-length': 10 * 1024 * MIB });
      const more = (): void => {
        if (response.destroyed) return;
        sent += MIB;
        response.write(Buffer.alloc(MIB), more);
      };
      more();
    };
    expect(await copied(told({}))).toEqual({ is: 'refused', why: 'too large' });
    expect(sent).toBeLessThan(MAX_FILE_BYTES / 2);
    expect(await copied(told({ size: 10 * 1024 * MIB }))).toEqual({ is: 'refused', why: 'too large' });
    expect(await stored()).toEqual(before);
  });

  it('64 that packs what it sends is not unpacked, and what it packed is not taken for the file', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect(await copied(told({}))).toEqual({ is: 'failed' });
  });

  it('19 64 that calls a page a picture gives bytes to save, and another kind at the next asking changes nothing', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    answer = (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(page);
    const outcome = await copied(told({ name: 'still.png', size: page.length }));
    expect(outcome).toMatchObject({ is: 'here', attachment: { kind: 'file', type: 'text/plain' } });
    const empty = told({ name: 'still.png', size: 0 });
    answer = (response) => response.writeHead(200, { 'content-type': 'image/png' }).end();
    expect(await copied(empty)).toEqual({ is: 'refused', why: 'empty' });
  });

  it('20 names that are paths, headers or tricks become one name of one file, stored under our own', async () => {
    answer = (response) => response.end(FILE);
    for (const name of [
      '../../etc/passwd',
      '..\\..\\boot.ini',
      '%00.png',
      'a\r\nSet-Cookie: x=1.pdf',
      `${'x'.repeat(300)}.pdf`,
      'gpj\u202eexe.pdf',
      '....',
      '\ud83d.pdf',
      '대본.pdf'.normalize('NFD'),
      '👨‍👩‍👧‍👦.pdf',
    ]) {
      const outcome = await copied(told({ name }));
      if (outcome.is !== 'here') throw new Error(`${name}: ${outcome.is}`);
      const { id, name: kept = '' } = outcome.attachment;
      expect([name, kept]).toEqual([
        name,
        expect.stringMatching(/^[^/\\\p{Cc}\u202e\p{Cs}.][^/\\\p{Cc}\u202e\p{Cs}]*$/u),
      ]);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(180);
      expect(kept).toBe(kept.normalize('NFC'));
      expect(await stored()).toContain(id);
    }
    expect((await stored()).filter((name) => !/^[\da-f-]{36}$/.test(name))).toEqual([]);
  });

  it('21 fills the disk with no more than its sender may send in a day', async () => {
    let asked = 0;
    const large = Buffer.alloc(20 * MIB, 'x');
    answer = (response) => {
      asked++;
      response.end(large);
    };
    const limiter = new RateLimits();
    const copies = new FileCopies({ media: library(), limiter, logger: quietLogger() });
    const sender = await anActor(database, 'Bora');
    const outcome = async (size: number): Promise<Outcome> =>
      copies.copy(link as Link, sender.id, told({ size })).outcome;
    await limiter.take('file bytes', sender.id, 990);
    expect(await outcome(large.length)).toEqual({ is: 'refused', why: 'over the limit' });
    await limiter.take('file', sender.id, 299);
    expect(await outcome(large.length)).toEqual({ is: 'refused', why: 'over the limit' });
    // The last one was not even asked for.
    expect([platform, asked]).toEqual([platform, 1]);
  });
});

describe('Slack’s page to sign in', () => {
  it('64 is no file of anybody’s, and a page that somebody shared is one', async () => {
    const page = Buffer.from('<!doctype html><title>Programme</title>');
    answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    const shared = { name: 'programme.html', mimetype: 'text/html' };
    expect(await copied(platforms.Slack({ ...shared, size: page.length }))).toMatchObject({
      is: 'here',
      attachment: { kind: 'file', name: 'programme.html' },
    });
    expect(await copied(platforms.Slack({ ...shared, size: 5 }))).toEqual({ is: 'failed' });
    expect(await copied(platforms.Slack({ name: 'still.png', mimetype: 'image/png', size: 5 }))).toEqual({
      is: 'failed',
    });
  });
});
