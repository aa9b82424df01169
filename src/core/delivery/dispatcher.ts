import type { EventBus, Subscription } from '../ports/event-bus.ts';
import type { Lease, Leases } from '../ports/leases.ts';
import type { Logger } from '../ports/logger.ts';
import type { MediaGrants } from '../media/media-grants.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import { encodeSignal } from '../rooms/event-batch.ts';
import type { Actor } from '../rooms/room.ts';
import { roomTopic, type RoomLog } from '../rooms/room-log.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { RoomSignal } from '../rooms/signals.ts';
import type { ChatAdapter } from './chat-adapter.ts';
import { Courier, COURIER_PACE, type CourierDeps, type CourierPace } from './courier.ts';
import type { DecorationRepository } from './decoration-repository.ts';
import { LINKS_TOPIC, type Link } from './link.ts';
import { courierLease, type LinkRepository } from './link-repository.ts';
import type { Platforms } from './platforms.ts';
import { tellLinkState } from './tell-link-state.ts';

export interface DispatcherDeps {
  log: RoomLog;
  links: LinkRepository;
  messages: MessageRepository;
  mediaGrants: Pick<MediaGrants, 'onLink'>;
  platforms: Pick<Platforms, 'name'>;
  decorations: DecorationRepository;
  rooms: RoomRepository;
  leases: Leases;
  bus: EventBus;
  logger: Logger;
  publicUrl: string;
  /** Matinee itself, who reports in rooms. */
  system: Actor;
}

/** How a dispatcher spaces its work, in ms. A lease must outlive several looks. */
export interface DispatcherPace {
  lease: number;
  look: number;
  courier: CourierPace;
}

const PACE: DispatcherPace = { lease: 8_000, look: 1_500, courier: COURIER_PACE };
/** With what follows, stopping takes at most two seconds. */
const CALL_PATIENCE_MS = 1_500;
const RELEASE_PATIENCE_MS = 400;

interface Running {
  courier: Courier;
  lease: Lease;
  /** On this process's steady clock, ms: the lease surely runs until then. */
  leasedUntil: number;
  done: Promise<void>;
}

/** Keeps a courier running for every link of one platform that no other process serves. */
export class Dispatcher {
  readonly #running = new Map<string, Running>();
  readonly #pace: DispatcherPace;
  #timer: NodeJS.Timeout | undefined;
  #signals: Subscription | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #stopped = false;
  #stopping: Promise<void> | undefined;

  constructor(
    private readonly deps: DispatcherDeps,
    private readonly adapter: ChatAdapter,
    pace: Partial<DispatcherPace> = {},
  ) {
    this.#pace = { ...PACE, ...pace };
  }

  async start(): Promise<void> {
    this.#signals = await this.deps.bus.subscribe(LINKS_TOPIC, () => void this.#look());
    this.#timer = setInterval(() => void this.#look(), this.#pace.look);
    await this.#look();
  }

  /** Lets couriers finish the call they are in, and hands the links over; all within two seconds. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#end());
  }

  async #end(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const { courier } of this.#running.values()) courier.stop();
    const ending = [this.#signals?.end(), this.#looking, ...[...this.#running.values()].map((r) => r.done)];
    await settledWithin(CALL_PATIENCE_MS, ending);
    const left = [...this.#running.values()].map(({ lease }) => lease.release());
    await settledWithin(RELEASE_PATIENCE_MS, left);
  }

  /** Looks after all links; when asked while it looks, once more afterwards. */
  #look(): Promise<void> {
    this.#lookAgain = true;
    this.#looking ??= this.#lookWhileAsked().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#lookAgain && !this.#stopped) {
      this.#lookAgain = false;
      try {
        await this.#lookAfterLinks();
      } catch (error) {
        this.deps.logger.warn({ err: error }, 'links could not be looked after');
      }
    }
  }

  async #lookAfterLinks(): Promise<void> {
    const links = await this.deps.links.ofPlatform(this.adapter.platform);
    const wanted = new Map(links.map((link) => [link.id, link]));
    for (const [id, running] of this.#running) {
      const link = wanted.get(id);
      if (link && (await this.#renew(running))) {
        running.courier.update(link);
        running.courier.wake();
      } else running.courier.stop();
    }
    const missing = links.filter((link) => !this.#running.has(link.id));
    const started = await Promise.allSettled(missing.map((link) => this.#startCourier(link)));
    for (const outcome of started) {
      if (outcome.status === 'rejected')
        this.deps.logger.warn({ err: outcome.reason as unknown }, 'a courier could not start');
    }
  }

  async #renew(running: Running): Promise<boolean> {
    const asked = performance.now();
    if (!(await running.lease.renew())) return false;
    running.leasedUntil = asked + this.#pace.lease;
    return true;
  }

  async #startCourier({ id, roomId }: Link): Promise<void> {
    const asked = performance.now();
    const lease = await this.deps.leases.take(courierLease(id), this.#pace.lease);
    if (!lease) return;
    // Read again under the lease: the one before may have moved the cursor until now.
    const link = this.#stopped ? null : await this.deps.links.byId(id);
    if (!link) return lease.release();
    const leasedUntil = asked + this.#pace.lease;
    const courier: Courier = new Courier(
      this.#courierDeps(() => performance.now() < running.leasedUntil),
      link,
      lease.fence,
    );
    const subscription = await this.deps.bus.subscribe(roomTopic(roomId), (payload) => {
      if (payload[0] === 0x45) courier.wake();
    });
    const end = async (): Promise<void> => {
      this.#running.delete(id);
      await subscription.end();
      await lease.release();
    };
    const running: Running = { courier, lease, leasedUntil, done: Promise.resolve() };
    if (this.#stopped) return end();
    this.#running.set(id, running);
    running.done = courier.run().then(end);
    running.done.catch((error: unknown) =>
      this.deps.logger.warn({ err: error }, 'a courier did not end cleanly'),
    );
  }

  #courierDeps(leased: () => boolean): CourierDeps {
    const { rooms, logger, publicUrl } = this.deps;
    const { log, links, messages, mediaGrants, platforms, decorations, system } = this.deps;
    return {
      log,
      links,
      messages,
      mediaGrants,
      platforms,
      decorations,
      system,
      logger,
      adapter: this.adapter,
      pace: this.#pace.courier,
      leased,
      onDelivered: (link, seq, state, detail) => {
        this.#tellDelivered(link, seq, state, detail).catch((error: unknown) =>
          logger.debug({ err: error }, 'a receipt was lost'),
        );
      },
      onBroken: (link, reason) => tellLinkState(this.deps, link, reason),
      onMended: (link) => tellLinkState(this.deps, link),
      roomUrl: async (roomId) => {
        const room = await rooms.byId(roomId);
        return `${publicUrl}/r/${encodeURIComponent(room?.slug ?? '')}`;
      },
    };
  }

  async #tellDelivered(link: Link, seq: number, state: 'sent' | 'failed', detail?: string): Promise<void> {
    const room = await this.deps.rooms.byId(link.roomId);
    if (!room) return;
    const said = detail === undefined ? {} : { detail };
    const signal: RoomSignal = {
      type: 'delivery',
      frame: { op: 'delivery', room: room.slug, seq, platform: link.platform, state, ...said },
    };
    this.deps.bus.publish(roomTopic(room.id), encodeSignal(signal));
  }
}

/** Waits until all have come to an end, well or badly, but not longer than this. */
async function settledWithin(ms: number, ending: readonly unknown[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([Promise.allSettled(ending), patience]);
  clearTimeout(timer);
}
