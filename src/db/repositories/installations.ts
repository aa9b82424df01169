import { z } from 'zod';
import type { InstallationCount, InstallationStore, Installed } from '../../core/delivery/installations.ts';
import type { Sealer } from '../../core/ports/sealer.ts';
import { int, type Database, type Queries } from '../database.ts';

interface Row extends Record<string, unknown> {
  key_id: string;
  sealed: string;
}

/** What the key is for that installations are sealed with: to change it would make all of them unreadable. */
export const SEALED_FOR = 'slack installations';

/** What is sealed of an installation: all but the workspace it is for. */
const CONTENT = z.object({ botUserId: z.string(), botId: z.string(), token: z.string() });

/** Installations in the database, each sealed in a row of its own. */
export class SqlInstallations implements InstallationStore {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  async save(installed: Installed): Promise<void> {
    await this.database.query(
      `insert into slack_installations (id, key_id, sealed) values ($1, $2, $3)
       on conflict (id) do update
         set key_id = excluded.key_id, sealed = excluded.sealed, updated_at = excluded.updated_at`,
      this.#values(installed),
    );
  }

  async saveIfMissing(installed: Installed): Promise<boolean> {
    const stored = await this.database.query(
      `insert into slack_installations (id, key_id, sealed) values ($1, $2, $3)
       on conflict (id) do update
         set key_id = excluded.key_id, sealed = excluded.sealed, updated_at = excluded.updated_at
         where slack_installations.key_id <> excluded.key_id
       returning id`,
      this.#values(installed),
    );
    return stored.length > 0;
  }

  async find(teamId: string): Promise<Installed | 'unreadable' | null> {
    const [row] = await this.#rows(this.database, teamId);
    return row ? this.#open(teamId, row) : null;
  }

  async remove(teamId: string, token: string | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await this.#rows(tx, teamId, 'for update');
      if (!row) return;
      const found = this.#open(teamId, row);
      const meant = found === 'unreadable' ? token === null : found.token === token;
      if (meant) await tx.query('delete from slack_installations where id = $1', [teamId]);
    });
  }

  async count(): Promise<InstallationCount> {
    const [row] = await this.database.query(
      `select count(*) as "all", count(*) filter (where key_id <> $1) as unreadable from slack_installations`,
      [this.sealer.keyId],
    );
    return { all: int(row?.['all'] ?? 0), unreadable: int(row?.['unreadable'] ?? 0) };
  }

  /** False in a database that was never brought so far. */
  async isThere(): Promise<boolean> {
    const [row] = await this.database.query<{ there: boolean }>(
      `select to_regclass('slack_installations') is not null as there`,
    );
    return row?.there === true;
  }

  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.database.exclusively('matinee.slack-installations', work);
  }

  #rows(on: Queries, teamId: string, lock: 'for update' | '' = ''): Promise<Row[]> {
    return on.query<Row>(`select key_id, sealed from slack_installations where id = $1 ${lock}`, [teamId]);
  }

  #values({ teamId, ...content }: Installed): string[] {
    const { keyId, text } = this.sealer.seal(about(teamId), JSON.stringify(CONTENT.parse(content)));
    return [teamId, keyId, text];
  }

  #open(teamId: string, { key_id: keyId, sealed }: Row): Installed | 'unreadable' {
    const words = this.sealer.open(about(teamId), { keyId, text: sealed });
    return words === null ? 'unreadable' : { teamId, ...CONTENT.parse(JSON.parse(words)) };
  }
}

/** What a seal is about: a row that is copied to another workspace's place does not open there. */
const about = (teamId: string): string => `slack_installations ${teamId}`;
