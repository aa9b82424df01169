import type { Answer, AttachmentView } from '../../../src/protocol/frames.ts';
import type { BrowserStorage } from './browser-storage.ts';
import { newId } from './message-id.ts';
import { asProblem, type Problem } from './problem.ts';
import { reconnectDelay } from './reconnect-delay.ts';

/** A line on its way. Once the server has it, `seq` is known and it waits only to be shown from the log. */
export interface OutboxEntry {
  id: string;
  text: string;
  replyTo?: number;
  attachments?: AttachmentView[];
  /** ISO 8601, by this browser's clock. */
  at: string;
  state: 'sending' | 'sent' | 'failed';
  seq?: number;
  problem?: Problem;
}

type Send = (entry: OutboxEntry) => Promise<number | Answer>;

/**
 * What this browser still owes one room. Each line is stored under a key of its own until it is acknowledged, so
 * neither a reload nor a second tab loses one; the line's id makes a repeat harmless.
 */
export class Outbox {
  entries: OutboxEntry[] = [];
  #storage: BrowserStorage;
  #prefix: string;
  #changed: () => void;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param changed called whenever an entry came, went or changed */
  constructor(storage: BrowserStorage, server: string, room: string, changed: () => void) {
    this.#storage = storage;
    this.#prefix = `matinee:out:${server}|${room}|`;
    this.#changed = changed;
    this.entries = storage
      .keys(this.#prefix)
      .map((key) => storage.get<OutboxEntry>(key))
      .filter((entry) => entry !== undefined)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  add(text: string, replyTo?: number, attachments?: AttachmentView[]): void {
    const entry: OutboxEntry = {
      id: newId(),
      text,
      replyTo,
      attachments,
      at: new Date().toISOString(),
      state: 'sending',
    };
    this.entries = [...this.entries, entry];
    this.#storage.set(this.#prefix + entry.id, entry);
    this.#changed();
  }

  remove(id: string): void {
    this.#storage.delete(this.#prefix + id);
    this.entries = this.entries.filter((one) => one.id !== id);
    this.#changed();
  }

  /** The line in flight that an event of ours with this text must be, before its acknowledgement has come. */
  inFlight(text: string): OutboxEntry | undefined {
    return this.entries.find(
      (one) => one.state !== 'failed' && one.seq === undefined && one.text === text.trim(),
    );
  }

  /** Sends everything unsent, one after the other: their order is the author's. */
  async flush(send: Send): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    try {
      for (;;) {
        const entry = this.entries.find((one) => one.state === 'sending');
        if (!entry) return;
        try {
          const seq = await send(entry);
          this.#storage.delete(this.#prefix + entry.id);
          this.#update(entry.id, { state: 'sent', seq: typeof seq === 'number' ? seq : undefined });
        } catch (thrown) {
          const problem = asProblem(thrown);
          if (problem.passing || problem.code === 'not_signed_in') {
            // Without a line the next join flushes; a refusal for now is asked again when it says.
            if (problem.code !== 'connection_lost' && problem.code !== 'not_signed_in')
              this.#timer = setTimeout(
                () => void this.flush(send),
                (problem.retryAfter ?? 0) + reconnectDelay(2),
              );
            return;
          }
          this.#update(entry.id, { state: 'failed', problem });
        }
      }
    } finally {
      this.#busy = false;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #update(id: string, change: Partial<OutboxEntry>): void {
    this.entries = this.entries.map((one) => (one.id === id ? { ...one, ...change } : one));
    this.#changed();
  }
}
