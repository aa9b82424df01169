import type { ModelFacts, ModelStore, StoredModel } from '../../core/recommendations/model-store.ts';
import { int, moment, type Database, type Row } from '../database.ts';
import { AT_LENGTH } from '../limits.ts';

/** Bytes of one row: far below what either engine takes in a statement. */
const PART = 1024 * 1024;
/** Complete models kept: the newest, and one to fall back to. */
const KEPT = 2;

export class SqlModelStore implements ModelStore {
  constructor(
    private readonly database: Database,
    private readonly part = PART,
  ) {}

  async list(): Promise<StoredModel[]> {
    const rows = await this.database.query(
      'select version, facts, made_at from models where complete order by version desc',
    );
    return rows.map(toStored);
  }

  async read(version: number): Promise<Uint8Array | null> {
    const [model] = await this.database.query(
      'select facts from models where version = $1::text::bigint and complete',
      [String(version)],
    );
    if (!model) return null;
    const { bytes: total } = model['facts'] as { bytes: number };
    const bytes = new Uint8Array(total);
    let at = 0;
    for (let part = 0; at < total; part++) {
      const [row] = await this.database.query(
        `select encode(bytes, 'base64') as bytes from model_parts where version = $1::text::bigint and part = $2`,
        [String(version), part],
        AT_LENGTH,
      );
      // Pruned while it was read, or damaged: what is here is for the reader to refuse.
      if (!row) return bytes.subarray(0, at);
      const piece = Buffer.from(row['bytes'] as string, 'base64').subarray(0, total - at);
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  async save(bytes: Uint8Array, facts: ModelFacts): Promise<StoredModel> {
    const [made] = await this.database.query(
      'insert into models (facts) values ($1::text::jsonb) returning version::text as version',
      [JSON.stringify({ ...facts, bytes: bytes.length })],
    );
    const version = made?.['version'] as string;
    for (let part = 0; part * this.part < bytes.length; part++) {
      const piece = bytes.subarray(part * this.part, (part + 1) * this.part);
      await this.database.query(
        `insert into model_parts (version, part, bytes) values ($1::text::bigint, $2, decode($3, 'base64'))`,
        [version, part, Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('base64')],
        AT_LENGTH,
      );
    }
    const [complete] = await this.database.query(
      `update models set complete = true, made_at = now() where version = $1::text::bigint
       returning version, facts, made_at`,
      [version],
    );
    if (!complete) throw new Error(`model ${version} was removed while it was written`);
    await this.database.query(
      `delete from models where version < coalesce(
         (select version from models where complete order by version desc offset $1 limit 1), 0)`,
      [KEPT - 1],
    );
    return toStored(complete);
  }
}

function toStored(row: Row): StoredModel {
  const { ratings, raters, films, imported, seconds } = row['facts'] as ModelFacts;
  return {
    version: int(row['version']),
    facts: { ratings, raters, films, imported, seconds },
    madeAt: moment(row['made_at']),
  };
}
