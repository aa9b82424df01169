import { v7 as uuid } from 'uuid';
import { Problem } from '../errors.ts';
import type { EventBus, Subscription } from '../ports/event-bus.ts';
import type { Lease, Leases } from '../ports/leases.ts';
import type { Logger } from '../ports/logger.ts';
import { deleteReview, type ReviewDeps } from '../reviews/write-review.ts';
import type { CommentRepository } from '../reviews/comment.ts';
import type { Action } from '../rooms/change.ts';
import { endRoom } from '../rooms/end-room.ts';
import type { Actor } from '../rooms/room.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { Departure, DepartureRepository } from './departure-repository.ts';
import { departed } from './forget-person.ts';
import { DEPARTED_TOPIC } from './leave-for-good.ts';

/** How the work is spaced; times in ms. */
export interface DeparturePace {
  /** Between two looks for somebody who leaves; who does is told of besides. */
  look: number;
  /** Before all is gone through once more, for what was on its way when they left. */
  again: number;
  /** Changes of a room that are asked for at once: others' lines go between them. */
  atOnce: number;
  /** Before it is tried again where something failed. */
  retry: number;
  /** How long the right to do this lasts unless renewed. */
  lease: number;
}

const DEPARTURE_PACE: DeparturePace = {
  look: 5_000,
  again: 15_000,
  atOnce: 100,
  retry: 5_000,
  lease: 30_000,
};
const ROUNDS = 2;
const LEASE = 'departures';
/** The last round found nothing that was on its way, or this many rounds are over. */
const REVIEWED_AT_ONCE = 100;

export interface DeparturesDeps extends Pick<ReviewDeps, 'films' | 'reviews'> {
  departures: DepartureRepository;
  comments: Pick<CommentRepository, 'delete'>;
  rooms: Pick<RoomRepository, 'delete'>;
  log: RoomLog;
  bus: EventBus;
  leases: Leases;
  logger: Logger;
}

/**
 * Does what is to be done for those who leave for good, in one process at a time: their seats end and their rooms pass on,
 * their name goes out of every log, and with it what they said, where they want that. In small steps that others' talk goes
 * between; each may be repeated, and how far it has come is noted, so that whoever comes after a crash goes on from there.
 */
export class Departures {
  readonly #pace: DeparturePace;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #again = false;
  #lease: Lease | null = null;
  #subscription: Subscription | undefined;
  #stopped = false;

  constructor(
    private readonly deps: DeparturesDeps,
    pace: Partial<DeparturePace> = {},
  ) {
    this.#pace = { ...DEPARTURE_PACE, ...pace };
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => this.#wake(), this.#pace.look).unref();
    this.#subscription = await this.deps.bus.subscribe(DEPARTED_TOPIC, () => this.#wake());
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#subscription?.end();
    await this.#working;
    await this.#lease?.release().catch((error: unknown) => {
      this.deps.logger.debug({ err: error }, 'a lease was not released; it will run out');
    });
  }

  #wake(): void {
    this.#again = true;
    this.#working ??= this.#work().finally(() => (this.#working = undefined));
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        for (;;) {
          const departure = this.#stopped ? null : await this.deps.departures.due();
          if (!departure || !(await this.#mayWork())) break;
          await this.#carryOn(departure);
        }
      } catch (error) {
        this.deps.logger.warn({ err: error }, 'the store could not be asked who leaves for good');
      }
    }
  }

  async #mayWork(): Promise<boolean> {
    if (this.#lease && (await this.#lease.renew())) return true;
    this.#lease = await this.deps.leases.take(LEASE, this.#pace.lease);
    return this.#lease !== null;
  }

  async #carryOn(departure: Departure): Promise<void> {
    const { departures, logger } = this.deps;
    const { personId, round } = departure;
    try {
      if (!(await this.#goThrough(departure))) return;
      await departures.roundDone(personId, round < ROUNDS ? this.#pace.again : null);
      if (round === ROUNDS)
        logger.info({ person: personId }, 'somebody has left for good, and nothing names them any more');
    } catch (error) {
      logger.warn(
        { err: error, person: personId },
        'a departure could not be gone on with; it is tried again',
      );
      await departures.later(personId, this.#pace.retry);
    }
  }

  /** @returns false when it was stopped, or somebody else goes on */
  async #goThrough(departure: Departure): Promise<boolean> {
    const { departures } = this.deps;
    const { personId } = departure;
    await this.#leaveRooms(personId);
    if (departure.lines === 'delete') await this.#takeBackAboutFilms(personId);
    await departures.forgetOwn(personId);
    await departures.forgetInReviews(personId);
    if (departure.roomId === null) {
      for (const roomId of departure.home) {
        if (!(await this.#clear(departure, roomId, 0))) return false;
      }
    }
    let { roomId, seq } = departure;
    roomId ??= await departures.roomAfter(null);
    for (; roomId !== null; seq = 0) {
      if (!(await this.#clear(departure, roomId, seq, true))) return false;
      roomId = await departures.roomAfter(roomId);
    }
    return true;
  }

  /** Ends their seats; their rooms pass on, or end where nobody else is in them. */
  async #leaveRooms(personId: string): Promise<void> {
    const { departures } = this.deps;
    for (const { roomId, owns } of await departures.roomsOf(personId)) {
      const heir = owns ? await departures.heirOf(roomId, personId) : null;
      if (owns && !heir) await endRoom(this.deps, roomId);
      else
        await this.#append(roomId, `left:${personId}:${uuid()}`, personId, { kind: 'leave-for-good', heir });
    }
  }

  async #takeBackAboutFilms(personId: string): Promise<void> {
    const { departures, comments, reviews } = this.deps;
    for (const { id } of await departures.reviewsOf(personId)) {
      await deleteReview(this.deps, actorLeaving(personId), id);
    }
    for (;;) {
      const ids = await departures.commentsOf(personId, REVIEWED_AT_ONCE);
      if (ids.length === 0) break;
      for (const id of ids) await comments.delete(id, personId);
    }
    for (;;) {
      const ids = await departures.likesOf(personId, REVIEWED_AT_ONCE);
      if (ids.length === 0) break;
      for (const id of ids) await reviews.like(id, personId, false);
    }
  }

  /**
   * Takes them out of one room, stretch by stretch.
   * @returns false when it was stopped, or somebody else goes on
   */
  async #clear(
    { personId, lines }: Departure,
    roomId: string,
    from: number,
    noted = false,
  ): Promise<boolean> {
    const { departures } = this.deps;
    let late: number | null = null;
    for (let after: number | null = from; after !== null;) {
      if (this.#stopped || !(await this.#mayWork())) return false;
      const found = await departures.stretch(roomId, after, personId);
      if (found.naming.length > 0) {
        late = (await departures.forget(roomId, found.naming, personId)) ?? late;
      }
      if (lines === 'delete') {
        const actions: Action[] = [
          ...found.reactions.map(({ seq, emoji }): Action => ({ kind: 'unreact', seq, emoji })),
          ...found.votes.map((seq): Action => ({ kind: 'vote', seq, option: null, again: 'takes back' })),
          ...found.lines.map((seq): Action => ({ kind: 'delete', seq })),
        ];
        for (let first = 0; first < actions.length; first += this.#pace.atOnce) {
          const some = actions.slice(first, first + this.#pace.atOnce);
          await Promise.all(some.map((action) => this.#append(roomId, `left:${uuid()}`, personId, action)));
        }
      }
      after = found.upTo;
      if (noted && after !== null) await departures.note(personId, roomId, after);
    }
    // What readers hold in memory is told by an event; some of it came after the one that told of their leaving.
    if (late !== null) {
      await this.#append(roomId, `left:${personId}:${late}`, personId, {
        kind: 'leave-for-good',
        heir: null,
      });
    }
    return true;
  }

  async #append(roomId: string, key: string, personId: string, action: Action): Promise<void> {
    try {
      await this.deps.log.append({ roomId, key, actor: actorLeaving(personId), action, leaving: true });
    } catch (error) {
      // What is gone by now, or a poll that was closed meanwhile, need not be taken back; a room without heir is looked at again.
      if (!(error instanceof Problem) || error.code === 'unavailable' || error.code === 'conflict')
        throw error;
    }
  }
}

const actorLeaving = (personId: string): Actor => ({ ...departed(personId), via: 'web' });
