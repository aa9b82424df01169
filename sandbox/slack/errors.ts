import type { JsonObject } from './entities.ts';

/**
 * Slack's way of saying no: HTTP 200, `ok: false` and a code, sometimes with more fields
 * (`needed`, `provided`, `response_metadata.messages`).
 */
export class SlackError extends Error {
  readonly code: string;
  readonly details: JsonObject;

  constructor(code: string, details: JsonObject = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.details = details;
  }

  /** The JSON body the caller receives. */
  body(): JsonObject {
    return { ok: false, error: this.code, ...this.details };
  }
}

/** `invalid_blocks`, `invalid_arguments` and their like, with one line per fault and where it is. */
export function refusedWithReasons(code: string, reasons: string[]): SlackError {
  return new SlackError(code, {
    errors: reasons,
    response_metadata: { messages: reasons.map((reason) => `[ERROR] ${reason}`) },
  });
}

/** A call without one of the scopes it needs. */
export function missingScope(needed: string, provided: readonly string[]): SlackError {
  return new SlackError('missing_scope', { needed, provided: provided.join(',') });
}
