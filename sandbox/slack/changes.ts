/** What a client's screen has to hear about. */
export type Change =
  | {
      type: 'message.posted' | 'message.changed' | 'message.deleted';
      channelId: string;
      ts: string;
      threadTs?: string;
    }
  | {
      type: 'ephemeral.posted' | 'ephemeral.changed' | 'ephemeral.deleted';
      channelId: string;
      ts: string;
      viewerId: string;
    }
  | { type: 'view.opened' | 'view.updated' | 'view.closed'; viewId: string; userId: string }
  | { type: 'channel.changed'; channelId: string }
  | { type: 'socket.opened' | 'socket.closed'; connections: number }
  | { type: 'faults.changed' };

export type ChangeListener = (change: Change) => void;

/** Tells every subscribed screen, in order, at once. */
export class Changes {
  private readonly listeners = new Set<ChangeListener>();

  /** Returns how to stop listening. */
  subscribe(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  announce(change: Change): void {
    for (const listener of [...this.listeners]) listener(change);
  }
}
