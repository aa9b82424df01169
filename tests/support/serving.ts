import { rm } from 'node:fs/promises';
import { v7 as uuid } from 'uuid';
import { MatineeProcess } from './matinee-process.ts';
import { readyDataDirectory } from './ready-data.ts';
import { api, WebClient } from './web-client.ts';

/** A `matinee serve` of a test's own on the embedded database, with what tests of the web side need. */
export class Serving {
  readonly #clients: WebClient[] = [];

  private constructor(
    readonly process: MatineeProcess,
    readonly directory: string,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<Serving> {
    const directory = await readyDataDirectory();
    const process = new MatineeProcess({
      PORT: '0',
      DATA_DIR: directory,
      LOG_LEVEL: 'warn',
      MATINEE_RATE_LIMIT: 'off',
      ...environment,
    });
    await process.start();
    return new Serving(process, directory);
  }

  get url(): string {
    return this.process.url;
  }

  async end(): Promise<void> {
    await this.process.end();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Somebody new with an open socket. */
  async guest(name: string): Promise<WebClient> {
    return this.#opened(await WebClient.guest(this.url, name));
  }

  /** The same person in another tab. */
  tabOf(client: WebClient): Promise<WebClient> {
    return this.#opened(client.at(this.url));
  }

  /** A reader without a name. */
  async anonymous(): Promise<WebClient> {
    const client = await this.#opened(await WebClient.guest(this.url, 'nobody yet'), { auth: false });
    client.send({ op: 'auth', anonymous: true });
    await client.next('ready');
    return client;
  }

  /** Closes every socket opened here. */
  hangUp(): void {
    for (const client of this.#clients.splice(0)) client.close();
  }

  /** A new room of somebody's; its slug. */
  async room(owner: WebClient, more: Record<string, unknown> = {}): Promise<string> {
    const slug = `room-${uuid()}`;
    await api(this.url, '/rooms', { token: owner.token, body: { slug, title: 'A room', ...more } });
    return slug;
  }

  /** Does something to a member, in the name of somebody who may. */
  moderate(
    by: WebClient,
    slug: string,
    whom: WebClient,
    what: 'kick' | 'ban' | 'unban' | 'promote' | 'demote',
  ): Promise<unknown> {
    return api(this.url, `/rooms/${slug}/members/${whom.person.id}/${what}`, { token: by.token, body: {} });
  }
  async #opened(client: WebClient, options: { auth?: boolean } = {}): Promise<WebClient> {
    this.#clients.push(client);
    await client.connect(options);
    return client;
  }
}
