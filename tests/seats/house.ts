import { rm } from 'node:fs/promises';
import { inject } from 'vitest';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import type { Chance } from '../support/chance.ts';
import { freshPostgresUrl, runSql } from '../support/databases.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { readyDataDirectory } from '../support/ready-data.ts';
import { restClient } from '../support/rest.ts';
import { api, WebClient } from '../support/web-client.ts';
import { PASSWORD, type Taking } from './taking.ts';
import { Tab } from './tab.ts';

const TABS_EACH = 4;
/**
 * Long lines and then so many others that those are not at hand any more, and too long to be kept when they are read again:
 * whoever resumes from the beginning waits for the log each time, and much may happen meanwhile.
 */
const HISTORY = [
  ...Array.from({ length: 140 }, () => 'so long '.repeat(500)),
  ...Array.from({ length: 520 }, (_, at) => `and ${at}`),
];

/** A room in which so many sit, and what is going to be taken from some of them. */
export interface Seating {
  slug: string;
  taking: Taking;
  /** Those it may be taken from. */
  people: WebClient[];
  tabs: Tab[];
  /** Sits there to the end, on both processes, and hears everything. */
  witness: Tab[];
  /** Goes to the end of it, so that others are told who is there. */
  passerby: Tab;
  owner: Tab;
  /** The addresses of a picture there, as each of the people was given it. */
  pictures: Map<string, string>;
}

/** Two processes on one Postgres and one Redis, and everybody in their rooms. */
export class House {
  private constructor(
    readonly processes: readonly MatineeProcess[],
    readonly owner: WebClient,
    private readonly directory: string,
    private readonly database: string,
  ) {}

  static async open(): Promise<House> {
    const database = await freshPostgresUrl();
    const directory = await readyDataDirectory();
    const settings = {
      PORT: '0',
      DATABASE_URL: database,
      REDIS_URL: inject('redisUrl') ?? '',
      MATINEE_SECRET: 'a-secret-for-tests-only',
      DATA_DIR: directory,
      LOG_LEVEL: 'warn',
      MATINEE_RATE_LIMIT: 'off',
    };
    const processes = [1, 2].map(() => new MatineeProcess(settings, ['--roles', 'web']));
    for (const each of processes) await each.start();
    const owner = await WebClient.guest(processes[0]?.url ?? '', 'Olga');
    return new House(processes, owner, directory, database);
  }

  get urls(): readonly string[] {
    return this.processes.map(({ url }) => url);
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.end()));
    await rm(this.directory, { recursive: true, force: true });
  }

  /** A new room with so many seats taken, on both processes by turns. */
  async seat(taking: Taking, seats: number, chance: Chance): Promise<Seating> {
    const slug = `room-${uuid()}`;
    const { token } = this.owner;
    const [first = '', second = ''] = this.urls;
    const protection = taking.room === 'with a password' ? { password: PASSWORD } : {};
    await api(first, '/rooms', { token, body: { slug, title: 'A room', ...protection } });
    const [witness, passerby] = await Promise.all([this.#guest('Witness'), this.#guest('Passerby')]);
    const owner = new Tab(this.owner.at(first), slug, {});
    const others = [
      new Tab(witness.at(first), slug, protection),
      new Tab(witness.at(second), slug, protection),
      new Tab(passerby.at(second), slug, protection),
    ] as const;
    const withNames = taking.who === 'people' ? seats : seats / 2;
    const people = await Promise.all(
      Array.from({ length: withNames / TABS_EACH }, (_, at) => this.#guest(`Guest ${at}`)),
    );
    const tabs = people.flatMap((person) =>
      Array.from({ length: TABS_EACH }, (_, at) => new Tab(person.at(this.#at(at)), slug, protection)),
    );
    for (let at = tabs.length; at < seats; at++) tabs.push(await Tab.nameless(this.#at(at), slug));
    for (const tab of [owner, ...others]) await tab.sit();
    await Promise.all(HISTORY.map((text) => owner.client.post(slug, text)));
    // Who is to try the old password after there is another one has not come in before.
    if (taking.room === 'with a password') await Promise.all(tabs.map((tab) => tab.open()));
    else await Promise.all(tabs.map((tab) => tab.sit()));
    if (taking.room === 'closed after they came')
      await api(chance.of(this.urls), `/rooms/${slug}`, {
        method: 'PATCH',
        token,
        body: { visibility: 'private' },
      });
    const pictures = await this.#hangPicture(slug, people);
    return { slug, taking, people, tabs, witness: others.slice(0, 2), passerby: others[2], owner, pictures };
  }

  /** Who may read a closed room, as the store has it. */
  async members(slug: string): Promise<Set<string>> {
    const rows = await runSql(
      this.database,
      `select person_id from members join rooms on rooms.id = room_id where slug = '${slug}'`,
    );
    return new Set(rows.map((row) => String(row['person_id'])));
  }

  /** Posts a picture, and has everybody who may read the room given its address. */
  async #hangPicture(slug: string, people: readonly WebClient[]): Promise<Map<string, string>> {
    const ask = restClient(() => this.urls[0] ?? '');
    const { token } = this.owner;
    const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#a30' } })
      .png()
      .toBuffer();
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'a.png');
    const { body } = await ask(`/rooms/${slug}/images`, { token, raw: form });
    const { id } = body as { id: string };
    await ask(`/rooms/${slug}/messages`, { token, body: { id: uuid(), text: '', attachments: [id] } });
    const addresses = new Map<string, string>([['', `/media/${id}`]]);
    for (const person of people) {
      const { status, body: page } = await ask(`/rooms/${slug}/messages?limit=1`, { token: person.token });
      if (status !== 200) continue;
      const [message] = (page as { messages: { attachments?: { url: string }[] }[] }).messages;
      const url = message?.attachments?.[0]?.url;
      if (url !== undefined) addresses.set(person.person.id, url.replace(/^https?:\/\/[^/]*/, ''));
    }
    return addresses;
  }

  #guest(name: string): Promise<WebClient> {
    return WebClient.guest(this.urls[0] ?? '', name);
  }

  #at(turn: number): string {
    return this.urls[turn % this.urls.length] ?? '';
  }
}
