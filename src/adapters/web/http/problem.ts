import type { ErrorRequestHandler } from 'express';
import { v7 as uuid } from 'uuid';
import { isAway, Problem, unavailable } from '../../../core/errors.ts';
import type { Logger } from '../../../core/ports/logger.ts';

/** Answers what was thrown as RFC 9457 problem details with a stable `code`; what is our fault is logged, not told. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = asProblem(error, logger);
    response.setHeader('Cache-Control', 'no-store');
    if (problem.retryAfter !== undefined) {
      response.setHeader('Retry-After', String(Math.ceil(problem.retryAfter / 1000)));
    }
    response
      .status(problem.status)
      .type('application/problem+json')
      .json({
        type: `about:blank#${problem.code}`,
        title: problem.code.replaceAll('_', ' '),
        status: problem.status,
        code: problem.code,
        detail: problem.message,
        ...(problem.retryAfter === undefined ? {} : { retryAfter: problem.retryAfter }),
      });
  };
}

function asProblem(error: unknown, logger: Logger): Problem {
  if (error instanceof Problem) return error;
  // What express's own body parser refuses.
  const type = (error as { type?: unknown }).type;
  if (type === 'entity.too.large')
    return new Problem('too_large', 'The request body is too large (at most 100 KB).');
  if (type === 'entity.parse.failed')
    return new Problem('invalid_input', 'The request body is not valid JSON.');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new Problem('type_not_allowed', 'Send JSON in UTF-8, uncompressed.');
  }
  if (error instanceof URIError) return new Problem('invalid_input', 'The address is not well formed.');
  const { status } = error as { status?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem('invalid_input', 'The request could not be read to its end.', { cause: error });
  }
  if (isAway(error)) return unavailable(error);
  const fault = uuid();
  logger.error({ err: error, fault }, 'a request failed');
  return new Problem('internal', `Something went wrong on our side (${fault}).`);
}
