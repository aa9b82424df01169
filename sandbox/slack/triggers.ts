import { SlackError } from './errors.ts';
import type { SlackStore } from './store.ts';

/** Who did the thing that a trigger_id came from. */
export interface TriggerSource {
  userId: string;
  teamId: string;
  /** The modal it was done in, for views.push. */
  viewId?: string;
}

/** trigger_ids: good for one view, within 3 seconds. */
export class Triggers {
  private readonly issued = new Map<string, { source: TriggerSource; until: number; used: boolean }>();
  private readonly store: SlackStore;
  private readonly lifeMs: number;

  constructor(store: SlackStore, lifeMs: number) {
    this.store = store;
    this.lifeMs = lifeMs;
  }

  issue(source: TriggerSource): string {
    const id = `${Date.now()}.${source.teamId}.${this.store.nextSecret('trigger', 24)}`;
    this.issued.set(id, { source, until: Date.now() + this.lifeMs, used: false });
    return id;
  }

  exchange(id: string): TriggerSource {
    const trigger = this.issued.get(id);
    if (!trigger) throw new SlackError('invalid_trigger_id');
    if (trigger.used) throw new SlackError('exchanged_trigger_id');
    if (Date.now() > trigger.until) throw new SlackError('expired_trigger_id');
    trigger.used = true;
    return trigger.source;
  }
}
