import { Problem } from '../errors.ts';
import { cleanName, isBlank } from '../markup/clean-text.ts';

/** Someone, whatever they came through. */
export interface Person {
  id: string;
  name: string;
  avatar: string | null;
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
  /** Finds the person behind an identity, or makes them; name and avatar follow the profile. */
  meet(profile: Profile): Promise<Person>;
  rename(
    id: string,
    change: { name?: string; avatar?: string | null; locale?: string },
  ): Promise<Person | null>;
  /** Identities the person holds. */
  identitiesOf(id: string): Promise<string[]>;
}

/**
 * A name as people may bear it: cleaned of controls and direction marks, 1 to 80 characters.
 * @throws Problem `invalid_input`
 */
export function parsePersonName(input: string): string {
  const name = cleanName(input);
  if (isBlank(name)) throw new Problem('invalid_input', 'A name needs at least one visible character.');
  return name;
}
