import { LRUCache } from 'lru-cache';
import { slackCode } from './errors.ts';
import type { Workspace } from './workspaces.ts';

/**
 * Which thread a message is in. Slack names a message by its timestamp alone wherever it tells of it, so that is its id
 * with us too, and the thread is looked up: a reply to a reply goes to the same root.
 */
export class ThreadRoots {
  readonly #roots = new LRUCache<string, string>({ max: 50_000 });

  /** @param root the thread's first message; the message itself when it is in none */
  remember(channelId: string, ts: string, root: string): void {
    this.#roots.set(`${channelId} ${ts}`, root);
  }

  forget(channelId: string, ts: string): void {
    this.#roots.delete(`${channelId} ${ts}`);
  }

  /**
   * @returns where a reply to the message belongs; null when the message is no longer there
   * @throws Slack's error when it cannot be asked
   */
  async rootOf(workspace: Workspace, channelId: string, ts: string): Promise<string | null> {
    const known = this.#roots.get(`${channelId} ${ts}`);
    if (known !== undefined) return known;
    try {
      const { messages } = await workspace.careful.conversations.replies({
        channel: channelId,
        ts,
        limit: 1,
      });
      const [first] = messages ?? [];
      if (!first) return null;
      const root = first.thread_ts ?? first.ts ?? ts;
      this.remember(channelId, ts, root);
      return root;
    } catch (error) {
      const code = slackCode(error);
      if (code === 'thread_not_found' || code === 'message_not_found') return null;
      throw error;
    }
  }
}
