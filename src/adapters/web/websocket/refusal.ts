import { v7 as uuid } from 'uuid';
import type { Core } from '../../../core/core.ts';
import { Problem } from '../../../core/errors.ts';
import type { ServerFrame } from '../../../protocol/frames.ts';

/** How a refusal is told; what is no Problem is our fault, logged and told as `internal`. */
export function refusal(
  core: Pick<Core, 'logger'>,
  error: unknown,
  id?: string,
): Extract<ServerFrame, { op: 'error' }> {
  const answerTo = id === undefined ? {} : { id };
  if (!(error instanceof Problem)) {
    const fault = uuid();
    core.logger.error({ err: error, fault }, 'a frame failed');
    return {
      op: 'error',
      ...answerTo,
      code: 'internal',
      detail: `Something went wrong on our side (${fault}).`,
    };
  }
  const { code, message: detail, retryAfter } = error;
  return { op: 'error', ...answerTo, code, detail, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
