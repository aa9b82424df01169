import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SlackSnapshot, SlackStore } from './store.ts';

const DELAY_MS = 150;

/**
 * Keeps a store in one JSON file, with the bytes of uploaded files beside it in `FILE.files/`.
 * Writes are gathered for a moment and replace the file in one step; `close` writes what is left.
 */
export class StateFile {
  private readonly path: string;
  private readonly store: SlackStore;
  private timer: NodeJS.Timeout | undefined;
  private readonly written = new Set<string>();

  constructor(path: string, store: SlackStore) {
    this.path = path;
    this.store = store;
  }

  /** Fills the store from the file; false when there is none yet. A damaged file is an error. */
  load(): boolean {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    }
    const snapshot = JSON.parse(text) as SlackSnapshot;
    if (snapshot.version !== 1) throw new Error(`${this.path}: written by another version of the sandbox`);
    this.store.restore(snapshot);
    for (const file of snapshot.files) {
      if (file.stage !== 'complete') continue;
      this.store.fileBytes.set(file.id, readFileSync(join(this.filesDirectory(), file.id)));
      this.written.add(file.id);
    }
    return true;
  }

  /** Saves after every change from now on. */
  watch(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    this.store.onChange(() => {
      this.timer ??= setTimeout(() => this.save(), DELAY_MS);
    });
  }

  save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.saveFiles();
    const temporary = `${this.path}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(this.store.snapshot()));
    renameSync(temporary, this.path);
  }

  close(): void {
    this.store.onChange(() => undefined);
    this.save();
  }

  private saveFiles(): void {
    const present = [...this.store.files.values()].filter((file) => file.stage === 'complete');
    if (present.length === 0 && this.written.size === 0) return;
    mkdirSync(this.filesDirectory(), { recursive: true });
    for (const file of present) {
      const bytes = this.store.fileBytes.get(file.id);
      if (!bytes || this.written.has(file.id)) continue;
      writeFileSync(join(this.filesDirectory(), file.id), bytes);
      this.written.add(file.id);
    }
    const wanted = new Set(present.map((file) => file.id));
    for (const name of readdirSync(this.filesDirectory())) {
      if (wanted.has(name)) continue;
      rmSync(join(this.filesDirectory(), name));
      this.written.delete(name);
    }
  }

  private filesDirectory(): string {
    return `${this.path}.files`;
  }
}
