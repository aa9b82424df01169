import { v7 as uuid } from 'uuid';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { noRateLimits } from '../../src/bus/rate-limits.ts';
import { MediaGrants } from '../../src/core/media/media-grants.ts';
import { Courier, type CourierDeps, type CourierPace } from '../../src/core/delivery/courier.ts';
import { Inbox, type InboxDeps, type InboxPatience } from '../../src/core/delivery/inbox.ts';
import type { Link, PlatformId } from '../../src/core/delivery/link.ts';
import { courierLease } from '../../src/core/delivery/link-repository.ts';
import { tellLinkState } from '../../src/core/delivery/tell-link-state.ts';
import type { Lease } from '../../src/core/ports/leases.ts';
import type { Action } from '../../src/core/rooms/change.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlDecorationRepository } from '../../src/db/repositories/decorations.ts';
import { SqlLateFiles } from '../../src/db/repositories/late-files.ts';
import { SqlLinkRepository } from '../../src/db/repositories/links.ts';
import { SqlMessageRepository } from '../../src/db/repositories/messages.ts';
import { SqlPersonRepository } from '../../src/db/repositories/people.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import type { EventFrame, MessageView } from '../../src/protocol/frames.ts';
import { aChange, anActor, aRoom } from './factories.ts';
import type { PlatformInMemory } from './channel-in-memory.ts';
import { PicturesInMemory } from './pictures-in-memory.ts';
import { quietLogger } from './quiet-logger.ts';
import { waitFor } from './wait-for.ts';
import { allPlatforms } from './all-platforms.ts';

/** As a courier works, only quicker. */
export const QUICK: CourierPace = {
  repeats: [20, 200, 1_000, 3_000],
  idle: 25,
  retry: () => 5,
  broken: () => 15,
  storeAway: () => 10,
  catchUpLimit: 500,
  quiet: 5,
  restless: 50,
  cards: 0,
  quotes: 0,
};

/** A courier at work, and how to end it. */
export interface AtWork {
  courier: Courier;
  lease: Lease;
  delivered: { seq: number; state: string; detail?: string | undefined }[];
  /** Ends it and lets its lease go. */
  stop(): Promise<void>;
  /** Resolves when it ended by itself or was stopped. */
  done: Promise<void>;
}

/** A room whose owner speaks on the web, in a database; links and couriers are put to it as a test needs them. */
export class DeliveryStage {
  readonly logger = quietLogger();
  readonly links: SqlLinkRepository;
  readonly decorations: SqlDecorationRepository;
  readonly mediaGrants = new MediaGrants('a secret of a test');
  readonly messages: SqlMessageRepository;
  readonly people: SqlPersonRepository;
  readonly rooms: SqlRoomRepository;
  readonly #couriers: (AtWork & { linkId: string })[] = [];
  readonly #inboxes: Inbox[] = [];

  private constructor(
    readonly database: Database,
    readonly bus: MemoryBus,
    readonly log: SqlRoomLog,
    readonly room: Room,
    readonly owner: Actor,
    readonly system: Actor,
  ) {
    this.links = new SqlLinkRepository(database);
    this.decorations = new SqlDecorationRepository(database);
    this.messages = new SqlMessageRepository(database);
    this.people = new SqlPersonRepository(database);
    this.rooms = new SqlRoomRepository(database);
  }

  static async set(database: Database): Promise<DeliveryStage> {
    const bus = new MemoryBus();
    const log = new SqlRoomLog(database, bus, quietLogger());
    const owner = await anActor(database, 'Ana');
    const room = await aRoom(database, owner);
    return new DeliveryStage(database, bus, log, room, owner, await anActor(database, 'Matinee'));
  }

  async link(platform: PlatformId = 'discord'): Promise<Link> {
    const id = uuid();
    const channelId = `channel-${id.slice(-12)}`;
    const link = { id, platform, tenantId: 'guild', channelId, channelName: channelId };
    await this.act({ kind: 'add-link', link, invited: false });
    return this.stored({ id });
  }

  async stored({ id }: Pick<Link, 'id'>): Promise<Link> {
    const link = await this.links.byId(id);
    if (!link) throw new Error('the link is gone');
    return link;
  }

  async act(action: Action, actor = this.owner): Promise<number> {
    return (await this.log.append(aChange(this.room, actor, action))).seq;
  }

  say(text: string, more: { replyTo?: number } = {}): Promise<number> {
    return this.act({ kind: 'post', text, ...more });
  }

  /** Says lines, one after the other in the log. */
  async sayAll(texts: readonly string[]): Promise<number[]> {
    return Promise.all(texts.map((text) => this.say(text)));
  }

  /** Puts a courier to work for a link, under a new lease. */
  async courier(
    link: Link,
    adapter: PlatformInMemory,
    more: Partial<Pick<CourierDeps, 'links' | 'leased' | 'log' | 'messages' | 'decorations' | 'logger'>> & {
      pace?: Partial<CourierPace>;
    } = {},
  ): Promise<AtWork> {
    const leases = new SqlLeases(this.database, uuid());
    const lease = await waitFor('the lease', () => leases.take(courierLease(link.id), 60_000));
    const delivered: AtWork['delivered'] = [];
    const deps: CourierDeps = {
      log: this.log,
      links: this.links,
      messages: this.messages,
      mediaGrants: this.mediaGrants,
      platforms: allPlatforms,
      decorations: this.decorations,
      adapter,
      system: this.system,
      logger: this.logger,
      leased: () => true,
      onDelivered: (_link, seq, state, detail) => void delivered.push({ seq, state, detail }),
      onBroken: (each, reason) => tellLinkState(this, each, reason),
      onMended: (each) => tellLinkState(this, each),
      roomUrl: () => Promise.resolve('https://matinee.example/r/room'),
      ...more,
      pace: { ...QUICK, ...more.pace },
    };
    const courier = new Courier(deps, await this.stored(link), lease.fence);
    const done = courier.run();
    const stop = async (): Promise<void> => {
      courier.stop();
      await done;
      await lease.release();
    };
    const atWork = { courier, lease, delivered, stop, done };
    this.#couriers.push({ ...atWork, linkId: link.id });
    return atWork;
  }

  /** An inbox for what platforms tell; it is closed with the stage. */
  inbox(
    more: Partial<InboxDeps> & {
      platforms?: readonly PlatformInMemory[];
      patience?: Partial<InboxPatience>;
    } = {},
  ): Inbox {
    const { platforms = [], patience, ...deps } = more;
    const inbox = new Inbox(
      {
        links: this.links,
        log: this.log,
        people: this.people,
        messages: this.messages,
        media: new PicturesInMemory(this.database),
        limiter: noRateLimits,
        lateFiles: new SqlLateFiles(this.database),
        bus: this.bus,
        leases: new SqlLeases(this.database, uuid()),
        logger: this.logger,
        system: this.system,
        adapters: new Map(platforms.map((adapter) => [adapter.platform, adapter])),
        ...deps,
      },
      { parent: 30, doubt: 20, reread: 20, again: () => 5, fileLook: 50, fileAgain: () => 5, ...patience },
    );
    this.#inboxes.push(inbox);
    return inbox;
  }

  /** Waits until a link's channel has been given everything that has happened. */
  async delivered(link: Link): Promise<void> {
    await waitFor('everything to be delivered', async () => {
      const head = (await this.log.heads([this.room.id])).get(this.room.id);
      return (await this.stored(link)).cursor === head;
    });
  }

  /** Waits until everything that has happened is delivered, and its decoration looked after. */
  async decorated(link: Link): Promise<void> {
    await this.delivered(link);
    const head = (await this.log.heads([this.room.id])).get(this.room.id) ?? 0;
    const isDone = (): boolean =>
      this.#couriers.some(({ linkId, courier }) => linkId === link.id && courier.decorated >= head);
    await waitFor('decoration to be looked after', isDone);
  }

  async events(): Promise<EventFrame[]> {
    const events = await this.log.read(this.room.id, 0, 10_000);
    return events.map((event) => JSON.parse(event.frame) as EventFrame);
  }

  /** The room as its readers see it. */
  async history(): Promise<MessageView[]> {
    return (await this.messages.page(this.room.id, null, 1_000, null)).messages;
  }

  /** Ends all couriers and inboxes; the database stays. */
  async strike(): Promise<void> {
    for (const inbox of this.#inboxes) inbox.close();
    for (const { courier } of this.#couriers) courier.stop();
    await Promise.all(this.#couriers.map(({ done }) => done));
  }
}
