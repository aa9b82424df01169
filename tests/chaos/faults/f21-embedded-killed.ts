import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { freePort } from '../../support/free-port.ts';
import { MatineeProcess } from '../../support/matinee-process.ts';
import { runMatinee } from '../../support/matinee-program.ts';
import { api, WebClient } from '../../support/web-client.ts';
import type { Fault } from '../fault.ts';

const ROOM = 'embedded';

/** A process on the embedded database, which outlives its kills from round to round. */
class Embedded {
  readonly acknowledged = new Map<string, number>();
  #owner: WebClient | undefined;

  private constructor(
    readonly process: MatineeProcess,
    readonly environment: Record<string, string>,
  ) {}

  static async open(): Promise<Embedded> {
    const directory = await mkdtemp(join(tmpdir(), 'matinee-chaos-embedded-'));
    const environment = {
      PORT: String(await freePort()),
      DATA_DIR: directory,
      LOG_LEVEL: 'warn',
      MATINEE_RATE_LIMIT: 'off',
    };
    const embedded = new Embedded(new MatineeProcess(environment), environment);
    await embedded.process.start();
    return embedded;
  }

  async owner(): Promise<WebClient> {
    if (!this.#owner) {
      this.#owner = await WebClient.guest(this.process.url, 'Keeper');
      await api(this.process.url, '/rooms', { token: this.#owner.token, body: { slug: ROOM, title: ROOM } });
    }
    return this.#owner.at(this.process.url);
  }
}

let standing: Embedded | undefined;

export const embeddedKilled: Fault = {
  id: 'F21',
  name: 'a process on the embedded database is killed',
  does: 'SIGKILL while lines are stored: every acknowledged one is there when it is started again',
  weight: 2,
  recovers: 20_000,
  async strike({ random, fail }) {
    standing ??= await Embedded.open();
    const { process, acknowledged } = standing;
    const owner = await standing.owner();
    await owner.connect();
    await owner.join(ROOM);
    const sent = new Map<string, string>();
    const end = Date.now() + random.between(150, 700);
    while (Date.now() < end) {
      for (let at = 0; at < 5; at++) {
        const id = uuid();
        sent.set(id, `line ${id}`);
        owner.send({ op: 'post', id, room: ROOM, text: `line ${id}` });
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await process.end('SIGKILL');
    for (const frame of owner.frames) if (frame.op === 'ack') acknowledged.set(frame.id, frame.seq);
    await process.start();
    const stored = new Map((await owner.history(ROOM)).map(({ seq, text }) => [seq, text]));
    for (const [id, seq] of acknowledged)
      if (stored.get(seq) !== `line ${id}`) fail(`line ${seq} was acknowledged and is not stored`);
  },
  async end() {
    await standing?.process.end('SIGKILL');
    standing = undefined;
  },
};

export const embeddedTwice: Fault = {
  id: 'F22',
  name: 'the embedded database is opened twice',
  does: 'a second process on the same folder ends with a line that says why, and the first one goes on',
  weight: 1,
  recovers: 20_000,
  async strike({ fail }) {
    standing ??= await Embedded.open();
    const owner = await standing.owner();
    const second = await runMatinee(['serve', '--no-sandbox'], { ...standing.environment, PORT: '0' });
    if (second.code !== 1 || !/DATA_DIR/.test(second.stderr))
      fail(`a second process on one folder ended with ${second.code}: ${second.stderr.slice(0, 300)}`);
    await owner.connect();
    await owner.join(ROOM);
    if ((await owner.post(ROOM, 'still here')) < 1) fail('the first process does not store any more');
    owner.terminate();
  },
  end: embeddedKilled.end,
};
