import { Problem } from '../errors.ts';
import type { PersonRepository } from '../identity/person.ts';

/** A feed looks at each of these people once a page. */
const MOST_FOLLOWED = 1000;

export interface FollowRepository {
  /** False when that would be more than `most`. Following twice is following once. */
  follow(personId: string, followedId: string, most: number): Promise<boolean>;
  unfollow(personId: string, followedId: string): Promise<void>;
  /** How many follow somebody, and whether this one does. */
  standing(followedId: string, viewerId: string | null): Promise<{ followers: number; following: boolean }>;
}

/**
 * Follows somebody: what they review then shows in one's feed.
 * @throws Problem `person_not_found`, `conflict` for oneself and when one follows too many
 */
export async function follow(
  deps: { follows: FollowRepository; people: Pick<PersonRepository, 'byId'> },
  personId: string,
  followedId: string,
): Promise<void> {
  if (personId === followedId) throw new Problem('conflict', 'You cannot follow yourself.');
  if (!(await deps.people.byId(followedId))) {
    throw new Problem('person_not_found', 'There is no such person.');
  }
  if (!(await deps.follows.follow(personId, followedId, MOST_FOLLOWED))) {
    throw new Problem('conflict', `You follow ${MOST_FOLLOWED} people already. Unfollow somebody first.`);
  }
}
