import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freshPostgresUrl } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { readyDataDirectory } from '../support/ready-data.ts';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { api, WebClient } from '../support/web-client.ts';

const FAULTY = pathToFileURL(join(import.meta.dirname, '../support/faulty-process.mjs')).href;
const faulty = { NODE_OPTIONS: `--import=${FAULTY}` };

describe('an error that nobody caught', () => {
  const available = inject('postgresUrl') !== null && inject('redisUrl') !== null;

  it.skipIf(!available)(
    'ends its process with a line that says so, others go on, and it starts again',
    async () => {
      const directory = await readyDataDirectory();
      const settings = {
        ...faulty,
        DATABASE_URL: await freshPostgresUrl(),
        REDIS_URL: inject('redisUrl') ?? '',
        MATINEE_SECRET: 'a-secret-for-tests-only',
        DATA_DIR: directory,
        LOG_LEVEL: 'warn',
      };
      const processes: MatineeProcess[] = [];
      try {
        for (let n = 0; n < 2; n++) {
          const each = new MatineeProcess({ ...settings, PORT: String(await freePort()) }, [
            '--roles',
            'web',
          ]);
          processes.push(each);
          await each.start();
        }
        const [stumbling, other] = processes as [MatineeProcess, MatineeProcess];
        const ana = await WebClient.guest(stumbling.url, 'Ana');
        await api(stumbling.url, '/rooms', { token: ana.token, body: { slug: 'ours', title: 'Ours' } });
        const post = (base: string, text: string) =>
          api(base, '/rooms/ours/messages', { token: ana.token, body: { id: uuid(), text } });
        await post(stumbling.url, 'before');
        stumbling.signal('SIGUSR2');
        expect(await stumbling.ended()).toBe(1);
        expect(stumbling.log).toContain('an error was not caught; this process ends, to be started afresh');
        expect(stumbling.log).toContain('a driver stumbled');
        await post(other.url, 'meanwhile');
        await stumbling.start();
        await post(stumbling.url, 'afterwards');
        const history = await ana.at(other.url).history('ours');
        expect(history.map(({ text }) => text)).toEqual(['before', 'meanwhile', 'afterwards']);
      } finally {
        await Promise.all(processes.map((each) => each.end()));
        await rm(directory, { recursive: true, force: true });
      }
    },
    60_000,
  );
});

describe.skipIf(!existsSync('/dev/full'))('a disk without room for pictures', () => {
  let serving: Serving;
  let owner: WebClient;
  const full = join(import.meta.dirname, `../../node_modules/.cache/full-${uuid()}`);
  const call = restClient(() => serving.url);
  beforeAll(async () => {
    serving = await Serving.start({ ...faulty, FULL_WHILE: full });
    owner = await serving.guest('Olga');
  });
  afterAll(async () => {
    await rm(full, { force: true });
    await serving?.end();
  });

  it('refuses pictures for a while, leaves nothing half there, and lines go on', async () => {
    const slug = await serving.room(owner);
    await owner.join(slug);
    const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#a30' } })
      .png()
      .toBuffer();
    const upload = () => {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(bytes)]), 'a.png');
      return call(`/rooms/${slug}/images`, { token: owner.token, raw: form });
    };
    expect((await upload()).status).toBe(201);
    const media = join(serving.directory, 'media');
    const files = async () => (await readdir(media, { recursive: true })).filter((name) => name.length > 30);
    const before = await files();
    await writeFile(full, '');
    const refused = await upload();
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([503, 'unavailable']);
    expect(await owner.post(slug, 'still talking')).toBeGreaterThan(0);
    expect(await files()).toEqual(before);
    await rm(full);
    expect((await upload()).status).toBe(201);
  });
});

describe('the embedded database killed in the middle of storing', () => {
  it('has every line that was acknowledged, each once, when it is started again', async () => {
    const serving = await Serving.start({ PORT: String(await freePort()) });
    try {
      const owner = await serving.guest('Olga');
      const slug = await serving.room(owner);
      const acknowledged = new Map<number, string>();
      for (const lines of [30, 150]) {
        const tab = await serving.tabOf(owner);
        await tab.join(slug);
        const sent = Array.from({ length: lines }, () => uuid());
        for (const id of sent) tab.send({ op: 'post', id, room: slug, text: `line ${id}` });
        await tab.next('ack');
        await serving.process.end('SIGKILL');
        for (const frame of tab.frames)
          if (frame.op === 'ack') acknowledged.set(frame.seq, `line ${frame.id}`);
        await serving.process.start();
        const stored = await owner.history(slug);
        const texts = new Map(stored.map(({ seq, text }) => [seq, text]));
        for (const [seq, text] of acknowledged) expect([seq, texts.get(seq)]).toEqual([seq, text]);
        expect(new Set(texts.values()).size).toBe(stored.length);
      }
      expect(acknowledged.size).toBeGreaterThan(0);
    } finally {
      await serving.end();
    }
  }, 90_000);
});
