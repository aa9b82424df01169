import type { z } from 'zod';
import type { Faults } from './faults.ts';
import type { RateLimits } from './rate-limits.ts';
import type { World } from './world.ts';

/** What the control API acts on. */
export interface Controlled {
  world: World;
  faults: Faults;
  rateLimits: RateLimits;
}

/** One thing that can be asked for with `POST /control/NAME` and a JSON body. */
export interface ControlAction {
  name: string;
  summary: string;
  run(controlled: Controlled, body: unknown): unknown;
}

/** Describes one action; its body is checked before it runs. */
export function action<S extends z.ZodType>(
  name: string,
  summary: string,
  schema: S,
  run: (controlled: Controlled, input: z.output<S>) => unknown,
): ControlAction {
  return { name, summary, run: (controlled, body) => run(controlled, schema.parse(body ?? {})) };
}
