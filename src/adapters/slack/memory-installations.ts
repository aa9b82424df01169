import type { Installations, Installed } from '../../core/delivery/installations.ts';

/** Installations in memory: they end with the process. */
export class MemoryInstallations implements Installations {
  readonly #byTeam = new Map<string, Installed>();

  save(installed: Installed): Promise<void> {
    this.#byTeam.set(installed.teamId, installed);
    return Promise.resolve();
  }

  find(teamId: string): Promise<Installed | null> {
    return Promise.resolve(this.#byTeam.get(teamId) ?? null);
  }

  remove(teamId: string, token: string | null): Promise<void> {
    if (this.#byTeam.get(teamId)?.token === token) this.#byTeam.delete(teamId);
    return Promise.resolve();
  }
}
