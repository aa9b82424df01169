import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { MatineeProcess } from './matinee-process.ts';
import { api, WebClient } from './web-client.ts';

/** A `matinee serve` of a test's own on the embedded database, with what tests of the web side need. */
export class Serving {
  private constructor(
    readonly process: MatineeProcess,
    private readonly directory: string,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<Serving> {
    const directory = await mkdtemp(join(tmpdir(), 'matinee-serving-'));
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

  /** A guest with an open socket. */
  async guest(name: string): Promise<WebClient> {
    const guest = await WebClient.guest(this.url, name);
    await guest.connect();
    return guest;
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
}
