import type { Fault } from '../fault.ts';
import { processKilled } from './f01-process-killed.ts';
import { courierKilled } from './f02-courier-killed.ts';
import { redisKilled } from './f03-redis-killed.ts';
import { redisFrozen } from './f04-redis-frozen.ts';
import { postgresRestarted } from './f05-postgres-restarted.ts';
import { postgresFrozen } from './f06-postgres-frozen.ts';
import { platformRefuses } from './f07-platform-refuses.ts';
import { eventsDoubled } from './f08-events-doubled.ts';
import { eventsDisordered } from './f09-events-disordered.ts';
import { gatewayLost } from './f10-gateway-lost.ts';
import { slackRedelivers } from './f11-slack-redelivers.ts';
import { networkFlaps } from './f12-network-flaps.ts';
import { clocksDiffer } from './f13-clocks-differ.ts';
import { diskFull } from './f14-disk-full.ts';
import { readerIsSlow } from './f15-reader-is-slow.ts';
import { reconnectStorm } from './f16-reconnect-storm.ts';
import { poison } from './f17-poison.ts';
import { rollingRestart } from './f18-rolling-restart.ts';
import { leaseOutlived } from './f19-lease-outlived.ts';
import { longAbsence } from './f20-long-absence.ts';
import { embeddedKilled, embeddedTwice } from './f21-embedded-killed.ts';
import { processStalls } from './f23-process-stalls.ts';
import { redisRefuses } from './f24-redis-refuses.ts';

/** Everything that goes wrong in a chaos run, in the order of the table in docs/reliability.md. */
export const FAULTS: readonly Fault[] = [
  processKilled,
  courierKilled,
  redisKilled,
  redisFrozen,
  postgresRestarted,
  postgresFrozen,
  platformRefuses,
  eventsDoubled,
  eventsDisordered,
  gatewayLost,
  slackRedelivers,
  networkFlaps,
  clocksDiffer,
  diskFull,
  readerIsSlow,
  reconnectStorm,
  poison,
  rollingRestart,
  leaseOutlived,
  longAbsence,
  embeddedKilled,
  embeddedTwice,
  processStalls,
  redisRefuses,
];
