import type { Fault } from '../fault.ts';
import { processKilled } from './f01-process-killed.ts';
import { redisKilled } from './f03-redis-killed.ts';
import { redisFrozen } from './f04-redis-frozen.ts';
import { postgresRestarted } from './f05-postgres-restarted.ts';
import { postgresFrozen } from './f06-postgres-frozen.ts';
import { eventsDoubled } from './f08-events-doubled.ts';

/** Everything that goes wrong in a chaos run, in the order of the table in docs/reliability.md. */
export const FAULTS: readonly Fault[] = [
  processKilled,
  redisKilled,
  redisFrozen,
  postgresRestarted,
  postgresFrozen,
  eventsDoubled,
];
