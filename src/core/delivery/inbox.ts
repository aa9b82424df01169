import type { MessageView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { actorOf } from '../identity/actor.ts';
import type { Person, PersonRepository } from '../identity/person.ts';
import type { MediaLibrary } from '../media/media-library.ts';
import { cleanName } from '../markup/clean-text.ts';
import { parseEmoji } from '../messages/react-to-message.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Leases } from '../ports/leases.ts';
import type { Logger } from '../ports/logger.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Action } from '../rooms/change.ts';
import type { Actor } from '../rooms/room.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import { appendFromChannel } from './append-from-channel.ts';
import { ArrivalOrder } from './arrival-order.ts';
import { backoff } from './backoff.ts';
import type { ChannelInbox } from './channel-inbox.ts';
import { ChannelTurns } from './channel-turns.ts';
import { CatchUpLane } from './catch-up-lane.ts';
import type { ChatAdapter, RemoteMessage, RemotePerson } from './chat-adapter.ts';
import { Doubts } from './doubts.ts';
import { FileCopies, type CopiedFile } from './file-copies.ts';
import { fileLine, fileLinesOf, languageOf, mayHaveFileLines } from './file-line.ts';
import { LateFiles } from './late-files.ts';
import type { LateFileRepository } from './late-file-repository.ts';
import { LINKS_TOPIC, type ChannelRef, type Copy, type Link, type PlatformId } from './link.ts';
import type { LinkRepository } from './link-repository.ts';
import { Parked } from './parked.ts';
import { Recently } from './recently.ts';
import { reconcileChannel } from './reconcile-channel.ts';
import { textOf } from './remote-text.ts';
import { settleLateFile } from './settle-late-file.ts';
import { takeMissed } from './take-missed.ts';
import { takeRemovedCopy } from './take-removed-copy.ts';
import { tellLinkState } from './tell-link-state.ts';

/** How long things that came in the wrong order are waited for, in ms. */
export interface InboxPatience {
  /** A reply waits for a parent that should be known any moment. */
  parent: number;
  /** A reaction waits for its message, and a deletion or an edit for what it overtook. */
  disorder: number;
  /** A reaction on and off within this time may have come in the wrong order: the platform is asked. */
  flicker: number;
  /** Before the platform is asked how a message stands, so that it is asked once. */
  doubt: number;
  /** Before what could not be read is read again. */
  reread: number;
  /** A message waits for its files, that it may come with them; longer ones follow it. */
  files: number;
  /** Between two looks for files that other processes were to ask for. */
  fileLook: number;
  /** Before a file is asked for again that failed. */
  fileAgain(attempt: number): number;
  /** Before trying again what the store could not do, or what failed. */
  again(attempt: number): number;
}

/** Longer than reading a stretch of a channel takes: what is told meanwhile is newer than what is read. */
const NEWS_MEMORY_MS = 15 * 60_000;
const MET_MEMORY_MS = 60_000;
/** Before a message that something waits for is looked for; each further time after twice as long. */
const FIRST_LOOK_MS = 50;

const PATIENCE: InboxPatience = {
  parent: 3_000,
  disorder: 60_000,
  flicker: 5_000,
  doubt: 1_500,
  reread: 10_000,
  files: 2_000,
  fileLook: 15_000,
  fileAgain: (attempt) => 1_000 * 4 ** attempt,
  again: (attempt) => 50 + backoff(attempt, 250, 2_000),
};

export interface InboxDeps {
  /** Cursors are the couriers' affair. */
  links: Omit<LinkRepository, 'advance' | 'markLeaving'>;
  log: RoomLog;
  people: Pick<PersonRepository, 'byId' | 'meet'>;
  messages: Pick<MessageRepository, 'some'>;
  media: Pick<MediaLibrary, 'take' | 'keep' | 'sources' | 'copiesOf'>;
  limiter: Pick<RateLimiter, 'take'>;
  lateFiles: LateFileRepository;
  bus: EventBus;
  leases: Leases;
  logger: Logger;
  /** Matinee itself, who reports in rooms. */
  system: Actor;
  /** The adapters of this process. */
  adapters: ReadonlyMap<PlatformId, ChatAdapter>;
}

type Early =
  | { what: 'reaction'; person: RemotePerson; emoji: string; present: boolean }
  | { what: 'reply'; channel: ChannelRef; message: RemoteMessage }
  | { what: 'deletion' };

/** Takes in what platforms tell, one channel strictly in its order, repeats and disorder included. */
export class Inbox implements ChannelInbox {
  readonly #patience: InboxPatience;
  readonly #turns: ChannelTurns;
  readonly #early = new Parked<Early>((early) => this.#waitedInVain(early));
  /** What is looked for because something waits for it. */
  readonly #lookedFor = new Map<string, NodeJS.Timeout>();
  readonly #order: ArrivalOrder;
  readonly #doubts: Doubts;
  readonly #lane: CatchUpLane;
  readonly #copies: FileCopies;
  readonly #late: LateFiles;
  /** Files of messages that are being taken in: what is tried again does not fetch them again. */
  readonly #copied = new Recently<CopiedFile[]>(MET_MEMORY_MS);
  /** Files that are gone on their platform: one may be on its way in still. */
  readonly #filesGone = new Recently<true>(NEWS_MEMORY_MS);
  #news = 0;
  readonly #newsOf = new Recently<number>(NEWS_MEMORY_MS);
  readonly #notTaken = new Recently<true>(NEWS_MEMORY_MS);
  readonly #met = new Recently<string>(MET_MEMORY_MS);
  /** Links that went out of reach: what was said there meanwhile is to be read once they are back. */
  readonly #lost = new Set<string>();

  constructor(
    private readonly deps: InboxDeps,
    patience: Partial<InboxPatience> = {},
  ) {
    this.#patience = { ...PATIENCE, ...patience };
    this.#order = new ArrivalOrder(this.#patience.disorder, this.#patience.flicker);
    this.#turns = new ChannelTurns({
      linkOf: (channel) => this.linkOf(channel),
      logger: deps.logger,
      onDropped: async (link) => {
        await this.deps.links.fallBehind(link.id);
        void this.#lane.ask(link);
      },
      pause: this.#patience.again,
    });
    this.#copies = new FileCopies(deps);
    this.#late = new LateFiles({
      ...deps,
      copies: this.#copies,
      look: this.#patience.fileLook,
      again: this.#patience.fileAgain,
      authorOf: async (link, remoteId) => {
        const copy = await deps.links.copyAt(link.id, remoteId);
        return (copy && (await this.#standing(link, copy.seq))?.author.id) ?? null;
      },
      takeIn: (channel, message) => this.inTurn(channel, (link) => this.takeEdited(link, message)),
      settle: (channel, remoteId, file, outcome) =>
        this.inTurn(channel, async (link) => {
          if (this.#filesGone.get(file.source)) this.doubt(link, remoteId);
          else await settleLateFile(this.deps, link, remoteId, file, outcome);
        }),
    });
    this.#doubts = new Doubts(this, deps, this.#patience.reread);
    this.#lane = new CatchUpLane({
      leases: deps.leases,
      adapters: deps.adapters,
      logger: deps.logger,
      missed: async (errand, link) => {
        await takeMissed(this, deps, errand, link, await deps.links.fallBehind(link.id));
      },
      caughtUp: (link) => deps.links.caughtUp(link.id),
      compare: (errand, link) => reconcileChannel(this, deps, errand, link),
      reread: this.#patience.reread,
      again: this.#patience.again,
    });
  }

  linkOf(channel: ChannelRef): Promise<Link | null> {
    return this.deps.links.byChannel(channel);
  }

  async isLinked(channel: ChannelRef): Promise<boolean> {
    try {
      return (await this.linkOf(channel)) !== null;
    } catch (error) {
      this.deps.logger.debug({ err: error }, 'a link could not be looked up');
      return true; // What is told is kept until the store says.
    }
  }

  async linksOf(platform: PlatformId): Promise<Link[]> {
    return (await this.#turns.answerOf(() => this.deps.links.ofPlatform(platform))) ?? [];
  }

  posted(channel: ChannelRef, message: RemoteMessage): Promise<void> {
    if (message.ours || !message.relayed) return Promise.resolve();
    this.#tell(channel, message.remoteId);
    return this.inTurn(channel, async (link) => void (await this.takePosted(link, message)));
  }

  edited(channel: ChannelRef, message: RemoteMessage): Promise<void> {
    if (message.ours || !message.relayed) return Promise.resolve();
    this.#tell(channel, message.remoteId);
    return this.inTurn(channel, (link) => this.takeEdited(link, message));
  }

  deleted(channel: ChannelRef, remoteId: string): Promise<void> {
    this.#tell(channel, remoteId);
    return this.inTurn(channel, (link) => this.takeDeleted(link, remoteId));
  }

  async fileGone(platform: PlatformId, source: string): Promise<void> {
    this.#filesGone.set(source, true);
    const copies = (await this.#turns.answerOf(() => this.deps.media.copiesOf(source))) ?? [];
    for (const { id, roomId, seq } of copies) {
      const links = (await this.#turns.answerOf(() => this.deps.links.ofRoom(roomId))) ?? [];
      await Promise.all(
        links
          .filter((link) => link.platform === platform)
          .map((each) => this.inTurn(each, (link) => this.#dropPicture(link, seq, id))),
      );
    }
  }

  reacted(
    channel: ChannelRef,
    remoteId: string,
    person: RemotePerson,
    emoji: string,
    present: boolean,
  ): Promise<void> {
    this.#tell(channel, remoteId);
    return this.inTurn(channel, async (link) => {
      const reaction = nameOf(link, `${remoteId} ${emoji} ${person.identity}`);
      if (this.#order.reacted(reaction, present)) this.doubt(link, remoteId);
      const copy = await this.deps.links.copyAt(link.id, remoteId);
      if (copy) return this.takeReaction(link, copy, person, emoji, present);
      this.#park(link, remoteId, { what: 'reaction', person, emoji, present }, this.#patience.disorder);
    });
  }

  reactionsCleared(channel: ChannelRef, remoteId: string, _emoji?: string): Promise<void> {
    this.#tell(channel, remoteId);
    return this.inTurn(channel, (link) => Promise.resolve(this.doubt(link, remoteId)));
  }

  unheard(channel: ChannelRef): Promise<void> {
    return this.inTurn(channel, async (link) => {
      await this.deps.links.fallBehind(link.id);
      void this.#lane.ask(link);
    });
  }

  async catchUp(platform: PlatformId): Promise<void> {
    const links = await this.linksOf(platform);
    await Promise.all(links.map((link) => this.reconcile(link)));
  }

  channelLost(channel: ChannelRef, reason: string): Promise<void> {
    return this.inTurn(channel, async (link) => {
      this.#lost.add(link.id);
      await tellLinkState(this.deps, link, reason);
    });
  }

  async channelFound(channel: ChannelRef): Promise<void> {
    let found: Link | undefined;
    await this.#turns.take(channel, async (link) => {
      if (this.#lost.delete(link.id) || link.state === 'broken') found = link;
      if (link.state !== 'broken') return;
      await tellLinkState(this.deps, link);
      this.deps.bus.publish(LINKS_TOPIC, Buffer.from(link.id));
    });
    if (found) await this.reconcile(found);
  }

  /** Ends what waits for later. */
  close(): void {
    this.#turns.close();
    this.#lane.close();
    this.#doubts.close();
    this.#late.close();
    this.#early.clear();
    for (const timer of this.#lookedFor.values()) clearTimeout(timer);
    this.#lookedFor.clear();
  }

  /**
   * @param parentIsLate whether a reply goes without its parent when that is not known
   * @returns whether it stands in the room by now
   */
  async takePosted(link: Link, message: RemoteMessage, parentIsLate = false): Promise<boolean> {
    const name = nameOf(link, message.remoteId);
    const { editedAt } = message;
    if (this.#order.wasDeleted(name) || (editedAt && this.#order.isOutdated(name, editedAt))) return false;
    const known = await this.deps.links.copyAt(link.id, message.remoteId);
    if (known) {
      if (message.edited) await this.#change(link, known, message);
      await this.#takeEarly(link, known, name);
      return true;
    }
    const replyTo = await this.#parentOf(link, message);
    if (replyTo === undefined && message.replyTo && !parentIsLate && this.#isFresh(message.replyTo.at)) {
      const early: Early = { what: 'reply', channel: link, message };
      this.#park(link, message.replyTo.remoteId, early, this.#patience.parent);
      return false;
    }
    await this.#post(link, message, replyTo);
    const copy = await this.deps.links.copyAt(link.id, message.remoteId);
    if (copy) await this.#takeEarly(link, copy, name);
    return copy !== null;
  }

  async takeEdited(link: Link, message: RemoteMessage): Promise<void> {
    const { remoteId, editedAt } = message;
    const name = nameOf(link, remoteId);
    if (editedAt) this.#order.edited(name, editedAt);
    if (editedAt && this.#order.isOutdated(name, editedAt)) return;
    const copy = await this.deps.links.copyAt(link.id, remoteId);
    if (copy) return this.#change(link, copy, message);
    if (message.at >= link.createdAt) await this.takePosted(link, message);
  }

  async takeDeleted(link: Link, remoteId: string): Promise<void> {
    const copy = await this.deps.links.copyAt(link.id, remoteId);
    if (!copy) {
      this.#order.deleted(nameOf(link, remoteId));
      this.#park(link, remoteId, { what: 'deletion' }, this.#patience.disorder);
      return;
    }
    if (!copy.origin) return takeRemovedCopy(this.deps, link, copy, remoteId);
    const message = await this.#standing(link, copy.seq);
    if (!message) return;
    const actor: Actor = { ...message.author, via: link.platform };
    await appendFromChannel(this.deps, link, actor, { kind: 'delete', seq: copy.seq, onPlatform: true });
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
    await appendFromChannel(this.deps, link, actorOf(person, link.platform), action);
  }

  /** A reaction of a known person that is no longer there. */
  async takeBackReaction(link: Link, seq: number, personId: string, emoji: string): Promise<void> {
    const person = await this.deps.people.byId(personId);
    if (!person) return;
    await appendFromChannel(this.deps, link, actorOf(person, link.platform), { kind: 'unreact', seq, emoji });
  }

  /**
   * Reads the channel beside its talk: what was said and not heard, then how everything we know of it stands. Resolves when
   * that is done, or has to be done another time.
   */
  async reconcile(link: Link): Promise<void> {
    // In turn, so that it is read from before whatever is told from now on.
    await this.inTurn(link, async ({ id }) => void (await this.deps.links.fallBehind(id)));
    await this.#lane.ask(link);
  }

  /** Asks the platform, soon, how one message really stands. */
  doubt(link: Link, remoteId: string): void {
    this.#doubts.ask(link, remoteId, this.#patience.doubt);
  }

  /** Rises with everything that is told. */
  get news(): number {
    return this.#news;
  }

  /** Whether something was told about a message since the count of news was this. */
  hasNews(channel: ChannelRef, remoteId: string, asOf: number): boolean {
    return (this.#newsOf.get(newsName(channel, remoteId)) ?? 0) > asOf;
  }

  /** A message was read that is none for the room (of somebody banned, say): it is not tried at each reading. */
  notTaken(link: Link, remoteId: string): void {
    this.#notTaken.set(nameOf(link, remoteId), true);
  }

  wasNotTaken(link: Link, remoteId: string): boolean {
    return this.#notTaken.get(nameOf(link, remoteId)) ?? false;
  }

  /** Who it is; remembered for a moment, because the same few people react to everything. */
  async personIdOf(remote: RemotePerson): Promise<string> {
    const met = this.#met.get(remote.identity) ?? (await this.meet(remote)).id;
    this.#met.set(remote.identity, met);
    return met;
  }

  meet(remote: RemotePerson): Promise<Person> {
    const name = cleanName(remote.name) || '?';
    return this.deps.people.meet({ identity: remote.identity, name, avatar: remote.avatar ?? null });
  }

  async #parentOf(link: Link, { replyTo }: RemoteMessage): Promise<number | undefined> {
    if (!replyTo) return undefined;
    return (await this.deps.links.copyAt(link.id, replyTo.remoteId))?.seq;
  }

  /** Whether news of something that happened then may still be on its way. */
  #isFresh(at: Date): boolean {
    return Date.now() - at.getTime() < 60_000;
  }

  /**
   * Copies the files of a message, as far as they come within a moment.
   * @param patience how long is waited for them, ms
   */
  async bring(link: Link, message: RemoteMessage, patience = this.#patience.files): Promise<CopiedFile[]> {
    if (message.attachments.length === 0) return [];
    const name = nameOf(link, message.remoteId);
    const before = this.#copied.get(name);
    if (before) return before;
    const { id } = await this.meet(message.author);
    const files = await this.#copies.copyAll(link, id, message.attachments, patience);
    this.#copied.set(name, files);
    return files;
  }

  async #post(link: Link, message: RemoteMessage, replyTo: number | undefined): Promise<void> {
    const person = await this.meet(message.author);
    const files = await this.bring(link, message);
    const here = files.flatMap(({ now }) => (now?.is === 'here' ? [now.attachment] : []));
    const text = textOf(message.text, await this.#linesOf(message, files));
    if (text === '' && here.length === 0) return;
    const about = { remoteId: message.remoteId, at: message.at };
    const said: Action = { kind: 'post', text, ...(here.length ? { attachments: here } : {}) };
    const reply: Action = replyTo === undefined ? said : { ...said, replyTo };
    const actor = actorOf(person, link.platform);
    // Before it stands: whatever comes between, what it says to be on its way is asked for.
    await this.#late.expect(link, message.remoteId, files);
    try {
      await appendFromChannel(this.deps, link, actor, reply, about);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'reply_not_found')) throw error;
      await appendFromChannel(this.deps, link, actor, said, about); // the parent was deleted: what was said still stands
    }
    this.#late.follow(link, message.remoteId, files);
    if (files.some(({ file }) => this.#filesGone.get(file.source))) this.doubt(link, message.remoteId);
  }

  /** A line for each file that is not here, or not yet. */
  async #linesOf(message: RemoteMessage, files: readonly CopiedFile[]): Promise<string[]> {
    const away = files.filter(({ now }) => now?.is !== 'here');
    if (away.length === 0) return [];
    const address = await message.address?.();
    return away.map(({ file, now }) => {
      const why = now?.is === 'refused' ? now.why : 'on its way';
      return fileLine(file, why, address, languageOf(message.text, file));
    });
  }

  async #change(link: Link, copy: Copy, message: RemoteMessage): Promise<void> {
    if (!copy.origin) return;
    const now = await this.#standing(link, copy.seq);
    if (!now) return;
    const names = message.attachments.map((file) => file.name);
    const text = textOf(message.text, fileLinesOf(now.text, names));
    if (mayHaveFileLines(now.text)) {
      const sources = message.attachments.map(({ source }) => source);
      await this.deps.lateFiles.forgetBut(link.id, message.remoteId, sources);
    }
    const keep = await this.#kept(now, message);
    const left = keep ?? now.attachments ?? [];
    if (text === '' && left.length === 0) {
      // Of a message whose files were all of it nothing is left; one that said something is changed to something.
      const lastWent = message.attachments.length === 0 && mayHaveFileLines(now.text);
      if (keep || lastWent) await this.takeDeleted(link, message.remoteId);
      return;
    }
    if (text === now.text && !keep) return;
    const person = await this.meet(message.author);
    const about = message.editedAt === undefined ? {} : { at: message.editedAt };
    await appendFromChannel(
      this.deps,
      link,
      actorOf(person, link.platform),
      { kind: 'edit', seq: copy.seq, text, ...(keep ? { keep } : {}) },
      about,
    );
  }

  /** The pictures of a message that are still on the platform's; undefined when none of them is missing there. */
  async #kept({ attachments }: MessageView, message: RemoteMessage): Promise<string[] | undefined> {
    if (!attachments?.length) return undefined;
    const sources = await this.deps.media.sources(attachments.map(({ id }) => id));
    const there = new Set(message.attachments.map(({ source }) => source));
    const kept = attachments.filter(({ id }) => {
      const source = sources.get(id);
      // One from before it was noted stays.
      return source === undefined || there.has(source);
    });
    return kept.length === attachments.length ? undefined : kept.map(({ id }) => id);
  }

  async #dropPicture(link: Link, seq: number, pictureId: string): Promise<void> {
    const [copy] = await this.deps.links.copiesOf(link.id, seq);
    const now = copy?.origin ? await this.#standing(link, seq) : undefined;
    if (!now) return;
    const keep = (now.attachments ?? []).map(({ id }) => id).filter((id) => id !== pictureId);
    const actor: Actor = { ...now.author, via: link.platform };
    const gone: Action =
      now.text === '' && keep.length === 0
        ? { kind: 'delete', seq, onPlatform: true }
        : { kind: 'edit', seq, text: now.text, keep };
    await appendFromChannel(this.deps, link, actor, gone);
  }

  async #standing(link: Link, seq: number): Promise<MessageView | undefined> {
    return (await this.deps.messages.some(link.roomId, [seq])).get(seq);
  }

  /** Takes in what came before the message it is about. */
  async #takeEarly(link: Link, copy: Copy, name: string): Promise<void> {
    const waiting = this.#early.take(name);
    try {
      for (let early = waiting[0]; early; waiting.shift(), early = waiting[0]) {
        if (early.what === 'reply') await this.takePosted(link, early.message);
        else if (early.what === 'deletion') await this.takeDeleted(link, copy.remoteId);
        else await this.takeReaction(link, copy, early.person, early.emoji, early.present);
      }
    } finally {
      for (const early of waiting) this.#early.park(name, early, this.#patience.disorder);
    }
  }

  /**
   * Keeps what came before the message it is about. That may come to be known otherwise than by being told: a courier notes
   * what it has posted, perhaps in another process; so it is looked for too, less and less often.
   */
  #park(link: Link, remoteId: string, early: Early, patience: number): void {
    const name = nameOf(link, remoteId);
    this.#early.park(name, early, patience);
    if (!this.#lookedFor.has(name)) this.#lookFor(link, remoteId, FIRST_LOOK_MS);
  }

  #lookFor(link: Link, remoteId: string, after: number): void {
    const name = nameOf(link, remoteId);
    const look = async (): Promise<void> => {
      if (!this.#early.has(name)) return void this.#lookedFor.delete(name);
      const copy = await this.#turns.answerOf(() => this.deps.links.copyAt(link.id, remoteId));
      if (!copy) {
        if (this.#lookedFor.has(name)) this.#lookFor(link, remoteId, after * 2);
        return;
      }
      this.#lookedFor.delete(name);
      await this.inTurn(link, (fresh) => this.#takeEarly(fresh, copy, name));
    };
    const timer = setTimeout(() => void look(), after);
    timer.unref();
    this.#lookedFor.set(name, timer);
  }

  #waitedInVain(early: Early): void {
    if (early.what === 'deletion') return;
    if (early.what === 'reaction') {
      this.deps.logger.debug({}, 'what was reacted to is not known');
      return;
    }
    void this.inTurn(early.channel, async (link) => void (await this.takePosted(link, early.message, true)));
  }

  /** Does something in a channel's turn, after everything that was told before. Never throws. */
  inTurn(channel: ChannelRef, work: (link: Link) => Promise<void>): Promise<void> {
    return this.#turns.take(channel, async (link) => {
      if (link.state === 'active' && this.#lost.delete(link.id)) {
        await this.deps.links.fallBehind(link.id);
        void this.#lane.ask(link);
      }
      await work(link);
    });
  }

  #tell(channel: ChannelRef, remoteId: string): void {
    this.#newsOf.set(newsName(channel, remoteId), ++this.#news);
  }
}

const nameOf = (link: Link, what: string): string => `${link.id} ${what}`;
const newsName = ({ platform, channelId }: ChannelRef, remoteId: string): string =>
  `${platform} ${channelId} ${remoteId}`;
