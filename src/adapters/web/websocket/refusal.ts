import { v7 as uuid } from 'uuid';
import type { Core } from '../../../core/core.ts';
import { isAway, Problem, unavailable } from '../../../core/errors.ts';
import type { ServerFrame } from '../../../protocol/frames.ts';

/**
 * How a refusal is told, and what of: the request's id, or the room that could not be joined; what is no Problem is our fault, logged and told as `internal`.
 */
export function refusal(
  core: Pick<Core, 'logger' | 'meter'>,
  error: unknown,
  about: { id?: string; room?: string } = {},
): Extract<ServerFrame, { op: 'error' }> {
  if (isAway(error) && !(error instanceof Problem)) return refusal(core, unavailable(error), about);
  core.meter.count('matinee_socket_refusals_total', {
    code: error instanceof Problem ? error.code : 'internal',
  });
  if (!(error instanceof Problem)) {
    const fault = uuid();
    core.logger.error({ err: error, fault }, 'a frame failed');
    return {
      op: 'error',
      ...about,
      code: 'internal',
      detail: `Something went wrong on our side (${fault}).`,
    };
  }
  const { code, message: detail, retryAfter } = error;
  return { op: 'error', ...about, code, detail, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
