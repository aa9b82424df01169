import { Problem } from '../core/errors.ts';
import type { Meter } from '../core/ports/meter.ts';
import type { Appended, Change } from '../core/rooms/change.ts';
import type { LoggedEvent, RoomLog } from '../core/rooms/room-log.ts';

/** A room log whose appends are counted and timed. */
export class MeteredLog implements RoomLog {
  #waiting = 0;

  constructor(
    private readonly log: RoomLog,
    private readonly meter: Meter,
  ) {
    meter.watch('matinee_append_waiting', () => [{ labels: {}, value: this.#waiting }]);
  }

  async append(change: Change): Promise<Appended> {
    const { kind } = change.action;
    const begun = performance.now();
    this.#waiting++;
    try {
      const appended = await this.log.append(change);
      this.meter.count(
        appended.changed ? 'matinee_changes_accepted_total' : 'matinee_changes_repeated_total',
        { kind },
      );
      return appended;
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'internal';
      this.meter.count('matinee_changes_refused_total', { kind, code });
      throw error;
    } finally {
      this.#waiting--;
      this.meter.time('matinee_append_seconds', {}, (performance.now() - begun) / 1000);
    }
  }

  read(roomId: string, after: number, limit: number): Promise<LoggedEvent[]> {
    return this.log.read(roomId, after, limit);
  }

  heads(roomIds: readonly string[]): Promise<Map<string, number>> {
    return this.log.heads(roomIds);
  }
}
