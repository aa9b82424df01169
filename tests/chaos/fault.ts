import type { Chance } from '../support/chance.ts';
import type { SideName } from './talk.ts';
import type { Theatre } from './theatre.ts';

/** What a fault is given while it lasts. */
export interface Round {
  theatre: Theatre;
  random: Chance;
  /** Lets people on all sides (or these) talk for so many milliseconds, a few actions at a time. */
  talk(ms: number, sides?: readonly SideName[]): Promise<void>;
  /** Its own pass condition did not hold. */
  fail(what: string): void;
  /** The visitors' network is what is broken: a request that gets no answer meanwhile is not the product's doing. */
  excuseVisitors(): void;
}

/** One thing that goes wrong, and comes right again. */
export interface Fault {
  /** As in the table of faults: `F3`. */
  id: string;
  name: string;
  /** What is done, what heals it, and what it must come to besides the common oracle; for the report. */
  does: string;
  /** How often it is chosen among the others. */
  weight: number;
  /** Milliseconds after healing within which every side must show the same room. */
  recovers: number;
  /** Why it cannot be done on this machine; absent or null where it can. */
  impossible?(): string | null;
  /** Makes it happen and heals it. What is left broken at the end is healed by the round. */
  strike(round: Round): Promise<void>;
  /** Ends what it keeps standing from round to round. */
  end?(): Promise<void>;
}
