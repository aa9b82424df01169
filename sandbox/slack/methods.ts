import type { CallArguments } from './call-arguments.ts';
import { missingScope, SlackError } from './errors.ts';
import type { JsonObject, TokenKind, TokenRecord } from './entities.ts';
import type { Tier } from './rate-limits.ts';

/** One call to a Web API method, its token already checked. */
export interface MethodCall {
  args: CallArguments;
  token: TokenRecord;
  /** The value of an `Authorization: Basic` header, for oauth methods. */
  basicAuth?: { id: string; secret: string };
}

/** How one Web API method is answered. Methods list themselves in `routes/*.ts`. */
export interface MethodSpec {
  name: string;
  /** Token kinds it takes; none at all for calls that carry no token. */
  tokens: readonly TokenKind[];
  /** Any one of these scopes is enough; empty means none is needed. */
  scopes: readonly string[];
  tier: Tier;
  handle(call: MethodCall): JsonObject | Promise<JsonObject>;
}

/** Names and their answers. Asking for a name twice in the table is a mistake in the stand-in. */
export class MethodTable {
  private readonly specs = new Map<string, MethodSpec>();

  constructor(specs: MethodSpec[]) {
    for (const spec of specs) {
      if (this.specs.has(spec.name)) throw new Error(`method listed twice: ${spec.name}`);
      this.specs.set(spec.name, spec);
    }
  }

  names(): string[] {
    return [...this.specs.keys()].sort();
  }

  find(name: string): MethodSpec {
    const spec = this.specs.get(name);
    if (!spec) throw new SlackError('unknown_method', { req_method: name });
    return spec;
  }
}

/** Refuses a token of the wrong kind, one that no longer works, or one without the scope. */
export function checkToken(
  spec: MethodSpec,
  token: TokenRecord | undefined,
  given: string | undefined,
): void {
  if (spec.tokens.length === 0) return;
  if (given === undefined || given === '') throw new SlackError('not_authed');
  if (!token) throw new SlackError('invalid_auth');
  if (token.refusedWith) throw new SlackError(token.refusedWith);
  if (!spec.tokens.includes(token.kind)) throw new SlackError('not_allowed_token_type');
  requireScope(token, ...spec.scopes);
}

/** Refuses the call unless the token has one of these scopes. */
export function requireScope(token: TokenRecord, ...anyOf: string[]): void {
  if (anyOf.length === 0 || anyOf.some((scope) => token.scopes.includes(scope))) return;
  throw missingScope(anyOf.join(','), token.scopes);
}
