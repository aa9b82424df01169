import { errors, jwtVerify, SignJWT } from 'jose';
import { validate as isUuid } from 'uuid';
import { Problem } from '../core/errors.ts';
import type { TokenIssuer } from '../core/identity/token-issuer.ts';

const ISSUER = 'matinee';
const LIFE = '365d';
/** Longer than any token of ours, short enough not to be worth parsing. */
const MAX_LENGTH = 2048;

/** Person tokens as signed JWTs (HS256 only), told apart by audience from anything else signed with the secret. */
export class JwtIssuer implements TokenIssuer {
  readonly #key: Uint8Array;

  constructor(secret: string) {
    this.#key = new TextEncoder().encode(secret);
  }

  issue(personId: string): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience('person')
      .setSubject(personId)
      .setIssuedAt()
      .setExpirationTime(LIFE)
      .sign(this.#key);
  }

  async check(token: string): Promise<string> {
    if (token.length > MAX_LENGTH) throw notValid();
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: 'person',
        clockTolerance: 30,
      });
      if (payload.sub === undefined || !isUuid(payload.sub)) throw notValid();
      return payload.sub;
    } catch (error) {
      // What the token itself is refused for; anything else is a fault of ours and says nothing about the token.
      if (error instanceof errors.JOSEError) throw notValid(error);
      throw error;
    }
  }
}

const notValid = (cause?: unknown): Problem =>
  new Problem('token_invalid', 'The token is not valid here, or has expired. Sign in again.', { cause });
