import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const INSTALLED = z.object({
  teamId: z.string(),
  botUserId: z.string(),
  botId: z.string(),
  token: z.string(),
});

/** The app in one workspace. */
export type Installed = z.infer<typeof INSTALLED>;

/** Where the app was installed. */
export interface Installations {
  save(installed: Installed): Promise<void>;
  find(teamId: string): Promise<Installed | null>;
  remove(teamId: string): Promise<void>;
}

/** Installations in memory: they end with the process. */
export class MemoryInstallations implements Installations {
  protected readonly byTeam = new Map<string, Installed>();

  save(installed: Installed): Promise<void> {
    this.byTeam.set(installed.teamId, installed);
    return Promise.resolve();
  }

  find(teamId: string): Promise<Installed | null> {
    return Promise.resolve(this.byTeam.get(teamId) ?? null);
  }

  remove(teamId: string): Promise<void> {
    this.byTeam.delete(teamId);
    return Promise.resolve();
  }
}

/** Installations in one JSON file that only its owner may read; each change replaces the file in one step. */
export class FileInstallations extends MemoryInstallations {
  #loaded: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly path: string) {
    super();
  }

  override async save(installed: Installed): Promise<void> {
    await this.#load();
    await super.save(installed);
    await this.#write();
  }

  override async find(teamId: string): Promise<Installed | null> {
    await this.#load();
    return super.find(teamId);
  }

  override async remove(teamId: string): Promise<void> {
    await this.#load();
    await super.remove(teamId);
    await this.#write();
  }

  #load(): Promise<void> {
    this.#loaded ??= this.#read();
    return this.#loaded;
  }

  async #read(): Promise<void> {
    let content: string;
    try {
      content = await readFile(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      throw error;
    }
    for (const installed of z.array(INSTALLED).parse(JSON.parse(content)))
      this.byTeam.set(installed.teamId, installed);
  }

  #write(): Promise<void> {
    const written = this.#writing.then(async () => {
      await mkdir(dirname(this.path), { recursive: true });
      const draft = `${this.path}.new`;
      await writeFile(draft, JSON.stringify([...this.byTeam.values()]), { mode: 0o600 });
      await rename(draft, this.path);
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }
}
