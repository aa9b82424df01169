import { v7 as uuid } from 'uuid';
import type { EventBus, Subscription } from '../ports/event-bus.ts';
import type { Lease, Leases } from '../ports/leases.ts';
import type { Logger } from '../ports/logger.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import { encodeSignal } from '../rooms/event-batch.ts';
import type { Actor } from '../rooms/room.ts';
import { roomTopic, type RoomLog } from '../rooms/room-log.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { RoomSignal } from '../rooms/signals.ts';
import type { ChatAdapter } from './chat-adapter.ts';
import { Courier } from './courier.ts';
import { LINKS_TOPIC, type Link } from './link.ts';
import { courierLease, type LinkRepository } from './link-repository.ts';

const LEASE_MS = 8_000;
const LOOK_MS = 1_500;

export interface DispatcherDeps {
  log: RoomLog;
  links: LinkRepository;
  messages: MessageRepository;
  rooms: RoomRepository;
  leases: Leases;
  bus: EventBus;
  logger: Logger;
  publicUrl: string;
  /** Matinee itself, who reports in rooms. */
  system: Actor;
}

interface Running {
  courier: Courier;
  lease: Lease;
  roomId: string;
  subscription: Subscription;
  done: Promise<void>;
}

/** Keeps a courier running for every link of one platform that no other process serves. */
export class Dispatcher {
  readonly #running = new Map<string, Running>();
  #timer: NodeJS.Timeout | undefined;
  #links: Subscription | undefined;
  #looking = false;
  #stopped = false;

  constructor(
    private readonly deps: DispatcherDeps,
    private readonly adapter: ChatAdapter,
  ) {}

  async start(): Promise<void> {
    this.#links = await this.deps.bus.subscribe(LINKS_TOPIC, () => void this.#look());
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    await this.#look();
  }

  /** Lets couriers finish the call they are in, within two seconds, and hands the links over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#links?.end();
    for (const { courier } of this.#running.values()) courier.stop();
    const all = Promise.all([...this.#running.values()].map(({ done }) => done));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    await Promise.allSettled([...this.#running.values()].map(({ lease }) => lease.release()));
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#stopped) return;
    this.#looking = true;
    try {
      const links = await this.deps.links.ofPlatform(this.adapter.platform);
      const wanted = new Map(links.map((link) => [link.id, link]));
      for (const [id, running] of this.#running) {
        if (!wanted.has(id) || !(await running.lease.renew())) running.courier.stop();
        else running.courier.wake();
      }
      for (const link of wanted.values()) if (!this.#running.has(link.id)) await this.#startCourier(link);
    } catch (error) {
      this.deps.logger.warn({ err: error }, 'links could not be looked after');
    } finally {
      this.#looking = false;
    }
  }

  async #startCourier(link: Link): Promise<void> {
    const lease = await this.deps.leases.take(courierLease(link.id), LEASE_MS);
    if (!lease || this.#stopped) return;
    // Read again under the lease: the one before may have moved the cursor until now.
    const fresh = await this.deps.links.byId(link.id);
    if (!fresh) return lease.release();
    const courier = new Courier(this.#courierDeps(), fresh, lease.fence);
    const subscription = await this.deps.bus.subscribe(roomTopic(link.roomId), (payload) => {
      if (payload[0] === 0x45) courier.wake();
    });
    const done = courier.run().then(async () => {
      this.#running.delete(link.id);
      await subscription.end();
      if (!this.#stopped) await lease.release();
    });
    done.catch((error: unknown) => this.deps.logger.warn({ err: error }, 'a courier did not end cleanly'));
    this.#running.set(link.id, { courier, lease, roomId: link.roomId, subscription, done });
  }

  #courierDeps(): ConstructorParameters<typeof Courier>[0] {
    const { log, links, messages, rooms, logger, bus, publicUrl } = this.deps;
    return {
      log,
      links,
      messages,
      logger,
      adapter: this.adapter,
      onDelivered: (link, seq, state, detail) => {
        void rooms
          .byId(link.roomId)
          .then((room) => {
            if (!room) return;
            const signal: RoomSignal = {
              type: 'delivery',
              frame: {
                op: 'delivery',
                room: room.slug,
                seq,
                platform: link.platform,
                state,
                ...(detail === undefined ? {} : { detail }),
              },
            };
            bus.publish(roomTopic(room.id), encodeSignal(signal));
          })
          .catch((error: unknown) => logger.debug({ err: error }, 'a receipt was lost'));
      },
      onBroken: (link, reason) => this.#report(link, reason),
      onMended: (link) => this.#report(link),
      roomUrl: async (roomId) => {
        const room = await rooms.byId(roomId);
        return `${publicUrl}/r/${encodeURIComponent(room?.slug ?? '')}`;
      },
    };
  }

  async #report(link: Link, broken?: string): Promise<void> {
    await this.deps.log.append({
      roomId: link.roomId,
      key: `link:${uuid()}`,
      actor: this.deps.system,
      action: {
        kind: 'report-link',
        linkId: link.id,
        platform: link.platform,
        channel: link.channelName,
        ...(broken === undefined ? {} : { broken }),
      },
    });
  }
}
