import type { Channel, JsonObject, TokenRecord } from './entities.ts';
import type { SlackStore } from './store.ts';

/** What an event is about: it decides whether the app may hear it. */
export interface EventSubject {
  teamId: string;
  channel?: Channel;
}

/** Takes a finished outer event; delivery, retries and faults are its business. */
export type EventOutlet = (payload: JsonObject) => void;

const SCOPES: Record<string, string> = {
  reaction_added: 'reactions:read',
  reaction_removed: 'reactions:read',
  file_shared: 'files:read',
  file_deleted: 'files:read',
  app_mention: 'app_mentions:read',
};

const PREFIX = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;

/** Events the app hears about its own installation, whatever it may read. */
const ABOUT_THE_APP = new Set(['app_uninstalled', 'tokens_revoked']);

/**
 * The Events API: wraps what happened as `event_callback` for the app, if it is installed there, has
 * the scope, and (for what happens in a channel) is a member.
 */
export class EventFeed {
  private readonly store: SlackStore;
  private outlet: EventOutlet = () => undefined;

  constructor(store: SlackStore) {
    this.store = store;
  }

  connect(outlet: EventOutlet): void {
    this.outlet = outlet;
  }

  emit(event: JsonObject, subject: EventSubject): void {
    const token = this.store.botTokenOf(subject.teamId);
    if (!token || !this.mayHear(event, subject, token)) return;
    this.outlet(this.wrap(event, token));
  }

  /** The one event without an inner event. */
  emitRateLimited(teamId: string): void {
    this.outlet({
      token: this.store.app.verificationToken,
      type: 'app_rate_limited',
      team_id: teamId,
      minute_rate_limited: Math.floor(this.store.nowSeconds() / 60) * 60,
      api_app_id: this.store.app.id,
    });
  }

  private wrap(event: JsonObject, token: TokenRecord): JsonObject {
    return {
      token: this.store.app.verificationToken,
      team_id: token.teamId,
      api_app_id: this.store.app.id,
      event,
      type: 'event_callback',
      event_id: this.store.nextId('Ev'),
      event_time: this.store.nowSeconds(),
      authorizations: [
        {
          enterprise_id: null,
          team_id: token.teamId,
          user_id: token.userId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${this.store.nextSecret('event-context', 16)}`,
    };
  }

  private mayHear(event: JsonObject, subject: EventSubject, token: TokenRecord): boolean {
    const type = String(event.type);
    if (ABOUT_THE_APP.has(type)) return true;
    if (token.refusedWith) return false;
    const { channel } = subject;
    // An app is told that it was removed from a channel, though it is no member any more.
    const ownDeparture = type === 'channel_left' || type === 'group_left';
    if (channel && !ownDeparture && !channel.memberIds.includes(token.userId)) return false;
    const scope =
      SCOPES[type] ?? (channel && `${PREFIX[channel.kind]}:${type === 'message' ? 'history' : 'read'}`);
    return scope === undefined || token.scopes.includes(scope);
  }
}
