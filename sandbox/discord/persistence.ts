import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BlobStore, Snapshot } from './store.ts';

/** How long changes may gather before they are written, in milliseconds. */
const GATHER = 200;

/** Keeps files' bytes in memory, for stand-ins that do not outlive their process. */
export class MemoryBlobs implements BlobStore {
  readonly #bytes = new Map<string, Buffer>();

  put(id: string, bytes: Buffer): void {
    this.#bytes.set(id, bytes);
  }

  get(id: string): Buffer | undefined {
    return this.#bytes.get(id);
  }

  delete(id: string): void {
    this.#bytes.delete(id);
  }
}

/** Keeps each file's bytes in a file of its own. */
export class FileBlobs implements BlobStore {
  readonly #folder: string;
  readonly #known: Set<string>;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#known = new Set(readdirSync(folder));
  }

  put(id: string, bytes: Buffer): void {
    writeFileSync(join(this.#folder, basename(id)), bytes);
    this.#known.add(basename(id));
  }

  get(id: string): Buffer | undefined {
    return this.#known.has(basename(id)) ? readFileSync(join(this.#folder, basename(id))) : undefined;
  }

  delete(id: string): void {
    if (!this.#known.delete(basename(id))) return;
    rmSync(join(this.#folder, basename(id)), { force: true });
  }

  /** Deletes every file that nothing refers to any more, e.g. those of ephemeral messages before a restart. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of [...this.#known]) if (!ids.has(id)) this.delete(id);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The state as one JSON file, replaced as a whole so that a crash leaves either the old or the new one. */
export class StateFile {
  readonly #path: string;
  #timer: NodeJS.Timeout | null = null;
  #take: (() => Snapshot) | null = null;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** Where the bytes of files belong. */
  get blobFolder(): string {
    return `${this.#path}.files`;
  }

  /** The saved state, or undefined when there is none yet. A file that is not ours stops the start. */
  load(): Snapshot | undefined {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const snapshot = JSON.parse(text) as Partial<Snapshot>;
    if (snapshot.version !== 1)
      throw new Error(`${this.#path} is not a Discord sandbox state; move it away to start afresh.`);
    return snapshot as Snapshot;
  }

  /** From now on changes are written, shortly after they happen. */
  follow(take: () => Snapshot): void {
    this.#take = take;
  }

  changed(): void {
    if (this.#take) this.#timer ??= setTimeout(() => this.flush(), GATHER);
  }

  /** Writes the state now. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#take) return;
    const fresh = `${this.#path}.new`;
    writeFileSync(fresh, JSON.stringify(this.#take()));
    renameSync(fresh, this.#path);
  }

  /** Writes the state a last time; later changes are no longer kept. */
  close(): void {
    this.flush();
    this.#take = null;
  }
}
