import { Problem } from '../errors.ts';
import { cleanName, isBlank } from '../markup/clean-text.ts';
import { isReserved, nameReserved } from './reserved-name.ts';

/** Someone, whatever they came through. */
export interface Person {
  id: string;
  name: string;
  avatar: string | null;
  /** What tells them apart from others whose names look the same, where there are any. */
  tag?: string | null;
  locale: string | null;
}

/** As a platform or site describes somebody; `identity` is e.g. `discord:ID`, `slack:TEAM:ID`, `guest:ID`. */
export interface Profile {
  identity: string;
  name: string;
  avatar?: string | null;
  locale?: string;
}

export interface PersonRepository {
  byId(id: string): Promise<Person | null>;
  /** Finds the person behind an identity, or makes them; name and avatar follow the profile, and the tag the name. */
  meet(profile: Profile): Promise<Person>;
  rename(
    id: string,
    change: { name?: string; avatar?: string | null; locale?: string },
  ): Promise<Person | null>;
  /** Identities the person holds. */
  identitiesOf(id: string): Promise<string[]>;
}

/**
 * A name as people may choose it: cleaned of controls, direction marks and all that is not seen, 1 to 80 characters, and
 * not one that says that they run the place.
 * @throws Problem `invalid_input` for one of which nothing is seen
 * @throws BilingualProblem `name_reserved`
 */
export function parsePersonName(input: string): string {
  const name = cleanName(input);
  if (isBlank(name)) throw new Problem('invalid_input', 'A name needs at least one visible character.');
  if (isReserved(name)) throw nameReserved();
  return name;
}
