import { Problem, unavailable } from '../errors.ts';
import type { Person, PersonRepository } from './person.ts';
import type { TokenIssuer } from './token-issuer.ts';

/**
 * How long the store is waited for. Shorter than clients wait for an answer (12 s), so that they hear that we are slow
 * and keep who they are.
 */
const PATIENCE_MS = 10_000;

/**
 * The person whose token this is. Clients forget a token that is called invalid, and with it a guest is gone for good:
 * only what is certain is answered so. Whatever else keeps us from finding out is `unavailable`.
 * @throws Problem `token_invalid` for a token that is not ours, or whose person is no longer here
 * @throws Problem `unavailable` when the store does not answer in time
 */
export async function whoIs(
  deps: { people: Pick<PersonRepository, 'byId'>; tokens: TokenIssuer },
  token: string,
  patienceMs = PATIENCE_MS,
): Promise<Person> {
  const id = await deps.tokens.check(token);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(unavailable(new Error('the store did not answer in time'))), patienceMs);
  });
  try {
    // Nobody is given up after one look: a token that we signed has a person, but for the few who left.
    const look = async (): Promise<Person | null> =>
      (await deps.people.byId(id)) ?? (await deps.people.byId(id));
    const person = await Promise.race([look(), late]);
    if (person) return person;
  } finally {
    clearTimeout(timer);
  }
  throw nobodyHere();
}

/** What is asked in the name of somebody who left for good is refused so. */
export const nobodyHere = (): Problem =>
  new Problem('token_invalid', 'The person of this token is no longer here. Sign in again.');
