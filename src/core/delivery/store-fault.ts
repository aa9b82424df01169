import { Problem } from '../errors.ts';

/** A question to our own store that failed: nothing about the line it was asked for. */
export class StoreFault extends Error {
  constructor(options: { cause: unknown }) {
    super('Matinee’s own store does not answer just now.', options);
    this.name = 'StoreFault';
  }
}

/** The same store, whose failures are told apart from everything else that may go wrong while a line is prepared. */
export function tellingStoreFaults<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const answer: unknown = told(() => Reflect.apply(member, target, args));
        return answer instanceof Promise
          ? answer.catch((cause: unknown) => told(() => rethrow(cause)))
          : answer;
      };
    },
  });
}

function told(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (cause) {
    throw cause instanceof StoreFault || cause instanceof Problem ? cause : new StoreFault({ cause });
  }
}

function rethrow(cause: unknown): never {
  throw cause;
}

/**
 * Whether the store said that it can never do what it was asked, with what was given: then asking again does not help. By
 * the standard's classes of SQLSTATE: 22 data exception, 54 (Postgres) program limit exceeded.
 */
export function isRefusedByStore({ cause }: StoreFault): boolean {
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^(?:22|54)[0-9A-Z]{3}$/.test(code);
}
