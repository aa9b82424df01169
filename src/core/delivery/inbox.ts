import { v7 as uuid } from 'uuid';
import type { AttachmentView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { actorOf } from '../identity/actor.ts';
import type { Person, PersonRepository } from '../identity/person.ts';
import type { MediaLibrary } from '../media/media-library.ts';
import { cleanName, cleanText, isBlank } from '../markup/clean-text.ts';
import { parseEmoji } from '../messages/react-to-message.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Logger } from '../ports/logger.ts';
import type { Action, Appended } from '../rooms/change.ts';
import type { Actor } from '../rooms/room.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import { backoff } from './backoff.ts';
import type { ChannelInbox } from './channel-inbox.ts';
import type { ChatAdapter, RemoteMessage, RemotePerson } from './chat-adapter.ts';
import { LINKS_TOPIC, type ChannelRef, type Copy, type Link, type Platform } from './link.ts';
import type { LinkRepository } from './link-repository.ts';
import { Parked } from './parked.ts';
import { reconcileChannel } from './reconcile-channel.ts';

/** Platforms take far longer messages than we do; what they took is not refused here. */
const MAX_TEXT = 40_000;
/** How long a reply waits for a parent that should be known any moment. */
const PARENT_PATIENCE_MS = 3_000;
/** Reactions on and off within this time may have come in the wrong order: the platform is asked. */
const DOUBT_MS = 5_000;
const ATTEMPTS = 8;

export interface InboxDeps {
  links: LinkRepository;
  log: RoomLog;
  people: PersonRepository;
  messages: MessageRepository;
  media: MediaLibrary;
  bus: EventBus;
  logger: Logger;
  /** Matinee itself, who reports in rooms. */
  system: Actor;
  /** The adapters of this process. */
  adapters: ReadonlyMap<Platform, ChatAdapter>;
}

type Early =
  | { what: 'reaction'; person: RemotePerson; emoji: string; present: boolean }
  | { what: 'reply'; message: RemoteMessage };

/** Takes in what platforms tell, one channel strictly in its order, repeats and disorder included. */
export class Inbox implements ChannelInbox {
  readonly #turns = new Map<string, Promise<void>>();
  readonly #early = new Parked<Early>((_key, things) => {
    for (const thing of things) if (thing.what === 'reply') this.deps.logger.debug({}, 'a parent never came');
  });
  readonly #gone = new Parked<true>();
  readonly #lastReaction = new Map<string, { present: boolean; at: number }>();
  readonly #doubted = new Map<string, NodeJS.Timeout>();

  constructor(private readonly deps: InboxDeps) {}

  linkOf(channel: ChannelRef): Promise<Link | null> {
    return this.deps.links.byChannel(channel);
  }

  posted(channel: ChannelRef, message: RemoteMessage): Promise<void> {
    if (message.ours || !message.relayed) return Promise.resolve();
    return this.#inTurn(channel, (link) => this.takePosted(link, message));
  }

  edited(channel: ChannelRef, message: RemoteMessage): Promise<void> {
    if (message.ours || !message.relayed) return Promise.resolve();
    return this.#inTurn(channel, (link) => this.takeEdited(link, message));
  }

  deleted(channel: ChannelRef, remoteId: string): Promise<void> {
    return this.#inTurn(channel, (link) => this.takeDeleted(link, remoteId));
  }

  reacted(
    channel: ChannelRef,
    remoteId: string,
    person: RemotePerson,
    emoji: string,
    present: boolean,
  ): Promise<void> {
    return this.#inTurn(channel, async (link) => {
      this.#doubtReaction(link, `${remoteId} ${emoji} ${person.identity}`, present);
      const copy = await this.deps.links.copyAt(link.id, remoteId);
      if (copy) await this.takeReaction(link, copy, person, emoji, present);
      else this.#early.park(this.#key(link, remoteId), { what: 'reaction', person, emoji, present });
    });
  }

  reactionsCleared(channel: ChannelRef, _remoteId: string, _emoji?: string): Promise<void> {
    return this.#inTurn(channel, async (link) => this.doubt(link));
  }

  async catchUp(platform: Platform): Promise<void> {
    try {
      const links = await this.deps.links.ofPlatform(platform);
      await Promise.all(links.map((link) => this.#inTurn(link, (fresh) => this.reconcile(fresh))));
    } catch (error) {
      this.deps.logger.warn({ err: error, platform }, 'what was said while we were away could not be read');
    }
  }

  channelLost(channel: ChannelRef, reason: string): Promise<void> {
    return this.#inTurn(channel, async (link) => {
      if (link.state !== 'broken') await this.#report(link, reason);
    });
  }

  channelFound(channel: ChannelRef): Promise<void> {
    return this.#inTurn(channel, async (link) => {
      if (link.state !== 'broken') return;
      await this.#report(link);
      this.deps.bus.publish(LINKS_TOPIC, Buffer.from(link.id));
      await this.reconcile(link);
    });
  }

  /** Ends what waits for later. */
  close(): void {
    for (const timer of this.#doubted.values()) clearTimeout(timer);
  }

  async takePosted(link: Link, message: RemoteMessage, parentIsLate = false): Promise<void> {
    const { links } = this.deps;
    const key = this.#key(link, message.remoteId);
    if (this.#gone.has(key) || (await links.copyAt(link.id, message.remoteId))) return;
    let replyTo: number | undefined;
    if (message.replyTo) {
      replyTo = (await links.copyAt(link.id, message.replyTo.remoteId))?.seq;
      if (replyTo === undefined && !parentIsLate && Date.now() - message.replyTo.at.getTime() < 60_000) {
        return this.#awaitParent(link, message, message.replyTo.remoteId);
      }
    }
    const person = await this.meet(message.author);
    const { attachments, unread } = await this.#pictures(link, person, message);
    const text = textOf([message.text, ...unread].join('\n'));
    if (text === '' && attachments.length === 0) return;
    const post = (to: number | undefined): Promise<Appended | null> =>
      this.append(
        link,
        actorOf(person, link.platform),
        {
          kind: 'post',
          text,
          ...(to === undefined ? {} : { replyTo: to }),
          ...(attachments.length ? { attachments } : {}),
        },
        { remoteId: message.remoteId, at: message.at },
      );
    try {
      await post(replyTo);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'reply_not_found')) throw error;
      await post(undefined); // the parent was deleted: what was said still stands
    }
    for (const early of this.#early.take(key)) {
      if (early.what === 'reply') await this.takePosted(link, early.message);
      else {
        const copy = await links.copyAt(link.id, message.remoteId);
        if (copy) await this.takeReaction(link, copy, early.person, early.emoji, early.present);
      }
    }
  }

  async takeEdited(link: Link, message: RemoteMessage): Promise<void> {
    const copy = await this.deps.links.copyAt(link.id, message.remoteId);
    if (!copy) {
      if (message.at >= link.createdAt) await this.takePosted(link, message);
      return;
    }
    if (!copy.origin) return;
    const now = (await this.deps.messages.some(link.roomId, [copy.seq])).get(copy.seq);
    if (!now) return;
    const text = textOf(message.text);
    if (text === '' || text === now.text) return;
    const person = await this.meet(message.author);
    await this.append(
      link,
      actorOf(person, link.platform),
      { kind: 'edit', seq: copy.seq, text },
      message.editedAt === undefined ? {} : { at: message.editedAt },
    );
  }

  async takeDeleted(link: Link, remoteId: string): Promise<void> {
    const copy = await this.deps.links.copyAt(link.id, remoteId);
    if (!copy) {
      this.#gone.park(this.#key(link, remoteId), true);
      return;
    }
    if (!copy.origin) return; // somebody there does not want to see our copy: their affair
    const message = (await this.deps.messages.some(link.roomId, [copy.seq])).get(copy.seq);
    if (!message) return;
    const { author } = message;
    const actor: Actor = { ...author, via: link.platform };
    await this.append(link, actor, { kind: 'delete', seq: copy.seq, onPlatform: true }, {});
  }

  async takeReaction(
    link: Link,
    copy: Copy,
    remote: RemotePerson,
    emoji: string,
    present: boolean,
  ): Promise<void> {
    let parsed: string;
    try {
      parsed = parseEmoji(emoji);
    } catch {
      return; // an emoji nobody else can show
    }
    const person = await this.meet(remote);
    const action: Action = { kind: present ? 'react' : 'unreact', seq: copy.seq, emoji: parsed };
    await this.append(link, actorOf(person, link.platform), action, {});
  }

  /** A reaction of a known person that is no longer there. */
  async takeBackReaction(link: Link, copy: Copy, personId: string, emoji: string): Promise<void> {
    const person = await this.deps.people.byId(personId);
    if (!person) return;
    await this.append(link, actorOf(person, link.platform), { kind: 'unreact', seq: copy.seq, emoji }, {});
  }

  /** Compares the channel with what we know of it, and takes in the difference. */
  async reconcile(link: Link): Promise<void> {
    const adapter = this.deps.adapters.get(link.platform);
    if (adapter) await reconcileChannel(this, this.deps, adapter, link);
  }

  /** Asks the platform, soon, how its channel really stands. */
  doubt(link: Link): void {
    if (this.#doubted.has(link.id)) return;
    const timer = setTimeout(() => {
      this.#doubted.delete(link.id);
      void this.#inTurn(link, (fresh) => this.reconcile(fresh));
    }, 1_500);
    timer.unref();
    this.#doubted.set(link.id, timer);
  }

  meet(remote: RemotePerson): Promise<Person> {
    const name = cleanName(remote.name);
    return this.deps.people.meet({
      identity: remote.identity,
      name: isBlank(name) ? '?' : name,
      avatar: remote.avatar ?? null,
    });
  }

  /** Appends, trying again while the store is away. @returns null when the room's rules refuse it */
  async append(
    link: Link,
    actor: Actor,
    action: Action,
    about: { remoteId?: string; at?: Date },
  ): Promise<Appended | null> {
    const { remoteId, at } = about;
    const change = {
      roomId: link.roomId,
      key:
        remoteId === undefined
          ? `${link.platform}:${uuid()}`
          : `${link.platform}:${link.channelId}:${remoteId}`,
      retold: true,
      actor,
      action,
      origin: { linkId: link.id, ...(remoteId === undefined ? {} : { remoteId }) },
      ...(at === undefined ? {} : { at }),
    };
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.deps.log.append(change);
      } catch (error) {
        if (!(error instanceof Problem) || error.code === 'reply_not_found') throw error;
        if (error.code !== 'unavailable' || attempt >= ATTEMPTS) {
          this.deps.logger.info(
            { link: link.id, code: error.code, kind: action.kind },
            'not taken into the room',
          );
          return null;
        }
        await new Promise((resolve) => setTimeout(resolve, 50 + backoff(attempt)));
      }
    }
  }

  #key(link: Link, remoteId: string): string {
    return `${link.id} ${remoteId}`;
  }

  #awaitParent(link: Link, message: RemoteMessage, parent: string): void {
    this.#early.park(this.#key(link, parent), { what: 'reply', message });
    setTimeout(() => {
      void this.#inTurn(link, (fresh) => this.takePosted(fresh, message, true));
    }, PARENT_PATIENCE_MS).unref();
  }

  #doubtReaction(link: Link, key: string, present: boolean): void {
    const name = this.#key(link, key);
    const last = this.#lastReaction.get(name);
    const now = Date.now();
    if (last && last.present !== present && now - last.at < DOUBT_MS) this.doubt(link);
    this.#lastReaction.set(name, { present, at: now });
    if (this.#lastReaction.size > 1000) {
      for (const [old, { at }] of this.#lastReaction) if (now - at > DOUBT_MS) this.#lastReaction.delete(old);
    }
  }

  async #pictures(
    link: Link,
    person: Person,
    message: RemoteMessage,
  ): Promise<{ attachments: AttachmentView[]; unread: string[] }> {
    const attachments: AttachmentView[] = [];
    const unread: string[] = [];
    for (const file of message.attachments) {
      try {
        if (!file.type.startsWith('image/'))
          throw new Problem('type_not_allowed', 'only pictures cross over');
        const bytes = await file.fetch();
        const by = { roomId: link.roomId, personId: person.id, name: file.name };
        attachments.push(
          await this.deps.media.take(bytes, file.alt === undefined ? by : { ...by, alt: file.alt }),
        );
      } catch (error) {
        this.deps.logger.info({ err: error, link: link.id }, 'a file did not cross over');
        unread.push(`📎 ${cleanName(file.name) || 'file'}`);
      }
    }
    return { attachments, unread };
  }

  async #report(link: Link, broken?: string): Promise<void> {
    const { id: linkId, platform, channelName: channel } = link;
    await this.deps.log.append({
      roomId: link.roomId,
      key: `link:${uuid()}`,
      actor: this.deps.system,
      action: { kind: 'report-link', linkId, platform, channel, ...(broken === undefined ? {} : { broken }) },
    });
  }

  /** Runs after everything that came earlier from this channel; does nothing for a channel without a link. */
  #inTurn(channel: ChannelRef, work: (link: Link) => Promise<void>): Promise<void> {
    const key = `${channel.platform} ${channel.tenantId} ${channel.channelId}`;
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(async () => {
      try {
        const link = await this.linkOf(channel);
        if (link && link.state !== 'paused') await work(link);
      } catch (error) {
        this.deps.logger.error({ err: error, channel: key }, 'something said in a channel was not taken in');
      }
    });
    this.#turns.set(key, turn);
    void turn.then(() => {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    });
    return turn;
  }
}

/** Text from a platform as we store it: cleaned, and never without bound. */
export function textOf(text: string): string {
  const clean = cleanText(text).trim();
  return isBlank(clean) ? '' : clean.slice(0, MAX_TEXT);
}
