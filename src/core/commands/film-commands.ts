import type { Answer } from '../../protocol/frames.ts';
import type { Films } from '../catalogue/films.ts';
import type { Logger } from '../ports/logger.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Recommender } from '../recommendations/recommender.ts';
import type { CommandContext } from './command-runner.ts';
import { echo, literal } from './literal.ts';

export interface FilmCommandDeps {
  films: Films;
  recommender: Recommender;
  limiter: RateLimiter;
  logger: Logger;
}

/** Cards in one answer: what fits on a screen and in every platform's limits. */
const CARDS = 5;
/** Cards of films offered instead of what was not found. */
const CARDS_INSTEAD = 3;

/** `/movie search`: films by title, person or plot; never a dead end. */
export async function search(
  deps: FilmCommandDeps,
  options: Record<string, string>,
  context: CommandContext,
): Promise<Answer> {
  const { locale } = context;
  const query = options['query'] ?? '';
  const found = deps.films.search(query, { limit: CARDS, locale });
  if (found.length === 0) return nothingFound(deps, query, context);
  return { to: 'channel', text: '', cards: found.map((movie) => deps.films.card(movie, locale)) };
}

/** `/movie info`: one film's card. */
export async function info(
  deps: FilmCommandDeps,
  options: Record<string, string>,
  context: CommandContext,
): Promise<Answer> {
  const { locale } = context;
  const title = options['title'] ?? '';
  const movie = deps.films.meant(title, locale);
  if (!movie) return nothingFound(deps, title, context);
  return { to: 'channel', text: '', cards: [deps.films.card(movie, locale)] };
}

/** What is said instead of a film that was not found: what may have been meant, and films for the one who asks. */
export async function nothingFound(
  { films, recommender }: FilmCommandDeps,
  query: string,
  { locale, person }: CommandContext,
): Promise<Answer> {
  const asked = echo(query);
  const found = films.didYouMean(query);
  const near = found === null ? null : literal(found);
  const text =
    locale === 'ko'
      ? `“${asked}”에 맞는 영화를 찾지 못했어요.${near ? ` 혹시 **${near}**?` : ''} 대신 이런 영화는 어때요?`
      : `No film found for “${asked}”.${near ? ` Did you mean **${near}**?` : ''} Perhaps one of these?`;
  const { items } = await recommender.forPerson(person.id, { limit: CARDS_INSTEAD, locale });
  return {
    to: 'sender',
    text,
    cards: items.map(({ movie, because }) => films.card(movie, locale, because)),
  };
}
