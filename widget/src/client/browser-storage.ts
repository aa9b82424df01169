/**
 * What this browser keeps for us between visits. Falls back to memory where the page may not store anything
 * (private windows, sandboxed frames, a full disk), so that nobody else has to care.
 */
export class BrowserStorage {
  #memory = new Map<string, string>();
  #store: Storage | undefined;

  constructor(store?: Storage) {
    this.#store = store ?? localStorageIfAllowed();
  }

  get<T>(key: string): T | undefined {
    const text = this.#memory.get(key) ?? this.#store?.getItem(key);
    if (text == null) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      // Somebody else wrote under our name: as good as nothing there.
      return undefined;
    }
  }

  set(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    try {
      if (!this.#store) throw new Error('no storage');
      this.#store.setItem(key, text);
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, text);
    }
  }

  delete(key: string): void {
    this.#memory.delete(key);
    this.#store?.removeItem(key);
  }

  /** Every key that begins with `prefix`. */
  keys(prefix: string): string[] {
    const keys = new Set(this.#memory.keys());
    for (let i = 0; i < (this.#store?.length ?? 0); i++) keys.add(this.#store?.key(i) ?? '');
    return [...keys].filter((key) => key.startsWith(prefix));
  }
}

function localStorageIfAllowed(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    // Reading the property alone throws where storage is forbidden.
    return undefined;
  }
}
