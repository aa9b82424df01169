import { personKey } from './person-key.ts';

/**
 * The id of a film that no source numbers: its title and year as they stand in an address, `parasite-2019`.
 * @param taken whether another film has an id
 */
export function filmId(title: string, year: number, taken: (id: string) => boolean): string {
  const id = `${personKey(title).slice(0, 60) || 'film'}-${year}`;
  if (!taken(id)) return id;
  for (let number = 2; ; number++) if (!taken(`${id}-${number}`)) return `${id}-${number}`;
}
