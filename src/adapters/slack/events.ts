import { backoff } from '../../core/delivery/backoff.ts';
import { isPassing } from '../../core/delivery/fault-of.ts';
import type { ChannelRef } from '../../core/delivery/link.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { toDeliveryFault } from './errors.ts';
import type { ForeignWorkspaces } from './foreign-workspaces.ts';
import type { People } from './people.ts';
import type { Reachability } from './reachability.ts';
import { emojiOf, isOurs, isSaid, type RemoteMessageReader } from './remote-message.ts';
import type { SlackCore } from './slack-core.ts';
import type { ThreadRoots } from './thread-roots.ts';
import { hasGone } from './remote-files.ts';
import { Turns } from './turns.ts';
import { readWireEvent, type WireEvent } from './wire-event.ts';
import type { WireMessage } from './wire-message.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** Slack drops events for a while when there are too many; then what was missed is read from history. */
const FLOOD_MS = 60_000;
/** So often something is tried that no channel would tell again: for several minutes. */
const ATTEMPTS = 15;

type ChannelEvent = Extract<WireEvent, { kind: 'posted' | 'changed' | 'deleted' | 'reacted' }>;
type AsideEvent = Exclude<WireEvent, ChannelEvent>;

export interface EventParts {
  core: Pick<SlackCore, 'inbox'>;
  workspaces: Workspaces;
  foreign: ForeignWorkspaces;
  messages: RemoteMessageReader;
  people: People;
  threads: ThreadRoots;
  reachability: Reachability;
  /** Told when Slack says that our token no longer works. */
  onTokenRefused(): void;
  logger: Logger;
}

/** What happens on Slack, handed to the core: each channel's events in the order in which they came. */
export class SlackEvents {
  readonly #turns = new Turns();
  #stopped = false;
  #flood: NodeJS.Timeout | undefined;

  constructor(private readonly parts: EventParts) {}

  /** Never throws. @param teamId the workspace in which the app hears it */
  async take(teamId: string, event: unknown): Promise<void> {
    const read = readWireEvent(event);
    if (!read) return;
    const key = 'channel' in read ? `${teamId} ${read.channel}` : teamId;
    await this.#turns.take(key, async () => {
      if (isOfChannel(read)) await this.#inChannel(teamId, read);
      else await this.#aside(teamId, read);
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#flood);
  }

  /** What cannot be read just now is read from the channel, as soon as that can be done. */
  async #inChannel(teamId: string, event: ChannelEvent): Promise<void> {
    const { core, foreign, logger } = this.parts;
    const channel: ChannelRef = { platform: 'slack', tenantId: teamId, channelId: event.channel };
    try {
      if (await core.inbox.isLinked(channel)) await this.#said(channel, event);
      else void foreign.notice(teamId);
    } catch (error) {
      logger.error({ err: error, kind: event.kind }, 'an event from Slack was not taken in');
      if (isPassing(toDeliveryFault(error, event.channel))) void core.inbox.unheard(channel);
    }
  }

  /** What no channel would tell again is tried until it can be done. */
  async #aside(teamId: string, event: AsideEvent): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#handle(teamId, event);
      } catch (error) {
        const passing = isPassing(toDeliveryFault(error, teamId));
        if (!passing || attempt >= ATTEMPTS || this.#stopped) {
          this.parts.logger.error({ err: error, kind: event.kind }, 'an event from Slack was not taken in');
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, backoff(attempt)).unref());
      }
    }
  }

  async #handle(teamId: string, event: AsideEvent): Promise<void> {
    const { reachability, people } = this.parts;
    switch (event.kind) {
      case 'member':
        return reachability.member(teamId, event);
      case 'channel':
        return reachability.channel(teamId, event);
      case 'uninstalled':
        return this.#refused(teamId, () => reachability.uninstalled(teamId));
      case 'revoked':
        if (!event.bot) return;
        return this.#refused(teamId, () => reachability.revoked(teamId));
      case 'file gone':
        return this.parts.core.inbox.fileGone('slack', `slack:${event.file}`);
      case 'profile':
        return people.forget(teamId, event.user);
      case 'flooded':
        return this.#catchUpLater();
    }
  }

  async #refused(teamId: string, tell: () => Promise<void>): Promise<void> {
    if (!(await this.parts.workspaces.forget(teamId))) return;
    await tell();
    this.parts.onTokenRefused();
  }

  async #said(channel: ChannelRef, event: ChannelEvent): Promise<void> {
    const { core, workspaces, people } = this.parts;
    const workspace = await workspaces.of(channel.tenantId);
    switch (event.kind) {
      case 'posted':
        return this.#posted(workspace, channel, event.message);
      case 'changed':
        return this.#changed(workspace, channel, event.message, event.before);
      case 'deleted':
        this.parts.threads.forget(channel.channelId, event.ts);
        return core.inbox.deleted(channel, event.ts);
      case 'reacted': {
        if (event.user === workspace.botUserId) return;
        const person = await people.resolve(workspace, event.user);
        if (person.bot) return;
        return core.inbox.reacted(channel, event.ts, person, emojiOf(event.name), event.present);
      }
    }
  }

  async #posted(workspace: Workspace, channel: ChannelRef, message: WireMessage): Promise<void> {
    const { core, threads, messages } = this.parts;
    threads.remember(channel.channelId, message.ts, message.thread_ts ?? message.ts);
    if (!isSaid(message, workspace)) return;
    await core.inbox.posted(channel, await messages.read(workspace, channel.channelId, message));
  }

  /** Slack tells so of edits, but also of link previews, of new replies, and of a deleted message whose thread goes on. */
  async #changed(
    workspace: Workspace,
    channel: ChannelRef,
    message: WireMessage,
    before: WireMessage | null,
  ): Promise<void> {
    const { core, messages } = this.parts;
    if (message.subtype === 'tombstone') return core.inbox.deleted(channel, message.ts);
    if (isOurs(message, workspace) || !isSaid(message, workspace)) return;
    const fewer = filesIn(message) < filesIn(before);
    if (!message.edited && !fewer && !hasGone(message.files)) return;
    if (!fewer && before?.edited?.ts === message.edited?.ts && before?.text === message.text) return;
    const read = await messages.read(workspace, channel.channelId, message);
    // The last of its files went, and there was nothing else.
    if (!read.relayed && fewer) return core.inbox.deleted(channel, message.ts);
    await core.inbox.edited(channel, read);
  }

  #catchUpLater(): void {
    if (this.#flood) return;
    this.parts.logger.warn(
      {},
      'Slack holds events back because there are too many; they are read from history',
    );
    this.#flood = setTimeout(() => {
      this.#flood = undefined;
      void this.parts.core.inbox.catchUp('slack');
    }, FLOOD_MS);
    this.#flood.unref();
  }
}

function isOfChannel(event: WireEvent): event is ChannelEvent {
  return (
    event.kind === 'posted' ||
    event.kind === 'changed' ||
    event.kind === 'deleted' ||
    event.kind === 'reacted'
  );
}

/** How many files stand in a message, as far as they are there. */
const filesIn = (message: WireMessage | null): number =>
  (message?.files ?? []).filter((file) => !hasGone([file])).length;
