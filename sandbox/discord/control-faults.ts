import { z } from 'zod';
import { action } from './control-action.ts';
import type { ControlAction } from './control-action.ts';

const scope = {
  calls: z.int().positive().optional(),
  forMs: z.number().positive().optional(),
  only: z.string().optional(),
};
const events = z.array(z.string()).optional();
const forMs = z.number().positive().optional();

/** What breaks things on purpose, and mends them. */
export const BREAKING_ACTIONS: readonly ControlAction[] = [
  action(
    'faults/rateLimit',
    'calls?, forMs?, only?, retryAfter? (seconds), scope? (user, shared, global)',
    z.object({
      ...scope,
      retryAfter: z.number().positive().optional(),
      scope: z.enum(['user', 'shared', 'global']).optional(),
    }),
    ({ faults }, wish) => ({ id: faults.rateLimit(wish) }),
  ),
  action(
    'faults/serverError',
    'calls?, forMs?, only?, status?',
    z.object({ ...scope, status: z.int().min(500).max(599).optional() }),
    ({ faults }, wish) => ({ id: faults.serverError(wish) }),
  ),
  action(
    'faults/slow',
    'ms, calls?, forMs?, only?',
    z.object({ ...scope, ms: z.number().positive() }),
    ({ faults }, wish) => ({ id: faults.slow(wish) }),
  ),
  action(
    'faults/loseAnswer',
    'calls?, forMs?, only?, how? (reset, close): carried out, but the answer is lost',
    z.object({ ...scope, how: z.enum(['reset', 'close']).optional() }),
    ({ faults }, wish) => ({ id: faults.loseAnswer(wish) }),
  ),
  action(
    'faults/dropGateway',
    'code?: break all gateway connections',
    z.object({ code: z.int().min(1000).max(4999).optional() }),
    ({ faults }, { code }) => ({ dropped: faults.dropGateway(code) }),
  ),
  action('faults/askToReconnect', 'op 7 to all', z.object({}), ({ faults }) => ({
    told: faults.askToReconnect(),
  })),
  action(
    'faults/invalidateSessions',
    'resumable?: op 9 to all',
    z.object({ resumable: z.boolean().optional() }),
    ({ faults }, wish) => ({ told: faults.invalidateSessions(wish) }),
  ),
  action(
    'faults/cutOff',
    'ms: REST, gateway and CDN refuse and break',
    z.object({ ms: z.number().positive() }),
    ({ faults }, { ms }) => faults.cutOff(ms),
  ),
  action(
    'faults/duplicateEvents',
    'atMost?, events?, forMs?',
    z.object({ atMost: z.int().min(1).max(10).optional(), events, forMs }),
    ({ faults }, wish) => faults.duplicateEvents(wish),
  ),
  action(
    'faults/reorderEvents',
    'window?, holdMs?, events?, forMs?',
    z.object({
      window: z.int().min(2).max(50).optional(),
      holdMs: z.number().positive().max(5000).optional(),
      events,
      forMs,
    }),
    ({ faults }, wish) => faults.reorderEvents(wish),
  ),
  action(
    'faults/clear',
    'id?: mend one fault, or all',
    z.object({ id: z.int().optional() }),
    ({ faults }, { id: one }) => faults.clear(one),
  ),
  action(
    'rateLimits',
    'profile: discord or lenient',
    z.object({ profile: z.enum(['discord', 'lenient']) }),
    ({ rateLimits }, { profile }) => {
      rateLimits.profile = profile;
    },
  ),
  action('forget', 'empty the lists of pings and unanswered calls', z.object({}), ({ world }) => {
    world.pings.length = 0;
    world.unanswered.length = 0;
  }),
];
