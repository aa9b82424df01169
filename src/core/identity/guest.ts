import { v7 as uuid } from 'uuid';
import { parsePersonName, type Person, type PersonRepository } from './person.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Lets somebody in under a name of their choice; the token is all that makes them that person again. */
export async function welcomeGuest(
  deps: { people: PersonRepository; tokens: TokenIssuer },
  input: { name: string; locale?: string },
): Promise<{ token: string; person: Person }> {
  const name = parsePersonName(input.name);
  const person = await deps.people.meet({ identity: `guest:${uuid()}`, name, locale: input.locale });
  return { token: await deps.tokens.issue(person.id), person };
}
