import { v7 as uuid } from 'uuid';
import type { InboxDeps } from '../../src/core/delivery/inbox.ts';
import type { Copy, Link } from '../../src/core/delivery/link.ts';
import type { Person, PersonRepository, Profile } from '../../src/core/identity/person.ts';
import type { MessageRepository } from '../../src/core/messages/message-repository.ts';
import { applyChange } from '../../src/core/rooms/apply-change.ts';
import type { Appended, Change } from '../../src/core/rooms/change.ts';
import { RoomDraft, type MessageFacts } from '../../src/core/rooms/room-draft.ts';
import type { LoggedEvent, RoomLog } from '../../src/core/rooms/room-log.ts';
import type { MessageView } from '../../src/protocol/frames.ts';

/** People in memory; each identity is somebody of its own. */
export class PeopleInMemory implements Pick<PersonRepository, 'byId' | 'meet'> {
  readonly #people = new Map<string, { identity: string; person: Person }>();

  byId(id: string): Promise<Person | null> {
    return Promise.resolve(this.#people.get(id)?.person ?? null);
  }

  meet({ identity, name, avatar = null }: Profile): Promise<Person> {
    for (const known of this.#people.values()) {
      if (known.identity === identity) return Promise.resolve(Object.assign(known.person, { name, avatar }));
    }
    const person = { id: uuid(), name, avatar, locale: null };
    this.#people.set(person.id, { identity, person });
    return Promise.resolve(person);
  }
}

/**
 * One room with one link, in memory, under the rules of the real one: for tests that need thousands of rooms. It is its
 * own log, and knows its messages, its link and the copies.
 */
export class RoomInMemory implements RoomLog, Pick<MessageRepository, 'some'> {
  readonly people = new PeopleInMemory();
  readonly link: Link;
  readonly #draft: RoomDraft;
  readonly #keys = new Map<string, number>();
  readonly #copies: Copy[] = [];

  constructor(linkedAt: Date) {
    const ownerId = uuid();
    this.#draft = new RoomDraft({
      id: uuid(),
      slug: 'room',
      title: 'A room',
      topic: '',
      movieId: null,
      visibility: 'public',
      passwordHash: null,
      capacity: null,
      ownerId,
      seq: 0,
      epoch: uuid(),
    });
    this.link = {
      id: uuid(),
      roomId: this.#draft.room.id,
      platform: 'discord',
      tenantId: 'guild',
      channelId: 'channel',
      channelName: 'channel',
      state: 'active',
      reason: null,
      cursor: 0,
      madeBy: ownerId,
      createdAt: linkedAt,
    };
  }

  append(change: Change): Promise<Appended> {
    const before = this.#keys.get(change.key);
    if (before !== undefined) return Promise.resolve({ seq: before, changed: false });
    return new Promise((resolve) => {
      const appended = applyChange(this.#draft, change, '', new Date());
      if (appended.changed) this.#keys.set(change.key, appended.seq);
      for (const { seq, remoteId } of this.#draft.touched.copies.splice(0)) {
        this.#copies.push({ seq, part: 0, remoteId, origin: true });
      }
      resolve(appended);
    });
  }

  read(_roomId: string, after: number, limit: number): Promise<LoggedEvent[]> {
    return Promise.resolve(this.#draft.events.filter(({ seq }) => seq > after).slice(0, limit));
  }

  heads(roomIds: readonly string[]): Promise<Map<string, number>> {
    const { id, seq } = this.#draft.room;
    return Promise.resolve(new Map(roomIds.includes(id) ? [[id, seq]] : []));
  }

  /** The messages that stand, in order. */
  get messages(): MessageView[] {
    const all = [...this.#draft.messages.values()];
    return all.filter((message) => !message.deleted).map((message) => this.#view(message));
  }

  some(_roomId: string, seqs: readonly number[]): Promise<Map<number, MessageView>> {
    const found = seqs.flatMap((seq) => this.#draft.standing(seq) ?? []);
    return Promise.resolve(new Map(found.map((message) => [message.seq, this.#view(message)])));
  }

  /** The room's link and the copies on it. */
  get links(): InboxDeps['links'] {
    const { link } = this;
    const all = (): Promise<Link[]> => Promise.resolve([link]);
    return {
      byChannel: ({ channelId }) => Promise.resolve(channelId === link.channelId ? link : null),
      byId: (id) => Promise.resolve(id === link.id ? link : null),
      markGone: () => Promise.resolve(),
      ofRoom: all,
      ofPlatform: all,
      copiesOf: (_id, seq) => Promise.resolve(this.#copies.filter((copy) => copy.seq === seq)),
      answersShown: () => Promise.resolve([]),
      shownOf: () => Promise.resolve([]),
      copyAt: (_id, remoteId) =>
        Promise.resolve(this.#copies.find((copy) => copy.remoteId === remoteId) ?? null),
      fallBehind: () => Promise.resolve(null),
      caughtUp: () => Promise.resolve(),
      copiesBefore: () => Promise.resolve([]),
      oldestOfNewest: () => Promise.resolve(null),
      reactionsThrough: () => Promise.resolve(new Map()),
      reactionsOf: (_roomId, seq) =>
        Promise.resolve([...this.#draft.reactions.values()].filter((r) => r.present && r.seq === seq)),
    };
  }

  /** The platform's name of a message. */
  remoteIdOf(seq: number): string | undefined {
    return this.#copies.find((copy) => copy.seq === seq)?.remoteId;
  }

  #view({ seq, at, authorId, via, text, replyTo, attachments, editedAt }: MessageFacts): MessageView {
    const parent = replyTo === null ? undefined : this.#draft.standing(replyTo);
    const counted = new Map<string, number>();
    for (const r of this.#draft.reactions.values()) {
      if (r.present && r.seq === seq) counted.set(r.emoji, (counted.get(r.emoji) ?? 0) + 1);
    }
    return {
      seq,
      at: at.toISOString(),
      author: { id: authorId, name: authorId, via },
      text,
      ...(replyTo === null ? {} : { replyTo }),
      ...(parent
        ? { quote: { seq: parent.seq, authorId: parent.authorId, name: parent.authorId, text: parent.text } }
        : {}),
      ...(attachments ? { attachments } : {}),
      ...(editedAt ? { editedAt: editedAt.toISOString() } : {}),
      ...(counted.size > 0
        ? { reactions: [...counted].map(([emoji, count]) => ({ emoji, count, me: false })) }
        : {}),
    };
  }
}
