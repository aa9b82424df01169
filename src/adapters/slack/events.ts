import type { ChannelRef } from '../../core/delivery/link.ts';
import type { Logger } from '../../core/ports/logger.ts';
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
  #flood: NodeJS.Timeout | undefined;

  constructor(private readonly parts: EventParts) {}

  /** Never throws. @param teamId the workspace in which the app hears it */
  async take(teamId: string, event: unknown): Promise<void> {
    const read = readWireEvent(event);
    if (!read) return;
    const key = 'channel' in read ? `${teamId} ${read.channel}` : teamId;
    await this.#turns.take(key, async () => {
      try {
        await this.#handle(teamId, read);
      } catch (error) {
        this.parts.logger.error({ err: error, kind: read.kind }, 'an event from Slack was not taken in');
      }
    });
  }

  stop(): void {
    clearTimeout(this.#flood);
  }

  async #handle(teamId: string, event: WireEvent): Promise<void> {
    const { reachability, people } = this.parts;
    switch (event.kind) {
      case 'posted':
      case 'changed':
      case 'deleted':
      case 'reacted':
        return this.#inChannel({ platform: 'slack', tenantId: teamId, channelId: event.channel }, event);
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

  async #inChannel(
    channel: ChannelRef,
    event: Extract<WireEvent, { kind: 'posted' | 'changed' | 'deleted' | 'reacted' }>,
  ): Promise<void> {
    const { core, workspaces, foreign, people } = this.parts;
    if (!(await core.inbox.linkOf(channel))) return void foreign.notice(channel.tenantId);
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
    await core.inbox.posted(channel, await messages.read(workspace, message));
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
    const read = await messages.read(workspace, message);
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

/** How many files stand in a message, as far as they are there. */
const filesIn = (message: WireMessage | null): number =>
  (message?.files ?? []).filter((file) => !hasGone([file])).length;
