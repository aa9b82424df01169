import type { Answer } from '../../protocol/frames.ts';
import type { Films } from '../catalogue/films.ts';
import type { Logger } from '../ports/logger.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Recommender } from '../recommendations/recommender.ts';
import type { CommandContext } from './command-runner.ts';
import { askWhich, choicesOf, forFilm, notHere } from './which-film.ts';

export interface FilmCommandDeps {
  films: Films;
  recommender: Recommender;
  limiter: RateLimiter;
  logger: Logger;
}

/** Cards in one answer: what fits on a screen and in every platform's limits. */
const CARDS = 5;
/**
 * `/movie search`: films by title, person or plot; never a dead end. What merely resembles a title that is not here is for
 * the one who asked, not for the channel.
 */
export function search(
  deps: FilmCommandDeps,
  options: Record<string, string>,
  context: CommandContext,
): Promise<Answer> | Answer {
  const { locale } = context;
  const { films } = deps;
  const query = options['query'] ?? '';
  const { movies, near, doubtful } = films.look(query, { limit: CARDS, locale });
  if (movies.length === 0)
    return notHere(deps, query, choicesOf(near, { name: 'info', options: {} }, 'title', locale), context);
  const cards = movies.map((movie) => films.card(movie, locale));
  return doubtful
    ? { to: 'sender', text: askWhich(query, locale), cards }
    : { to: 'channel', text: '', cards };
}

/** `/movie info`: one film's card. */
export function info(
  deps: FilmCommandDeps,
  options: Record<string, string>,
  context: CommandContext,
): Promise<Answer> {
  return forFilm(deps, { name: 'info', options }, 'title', context, (movie) => ({
    to: 'channel',
    text: '',
    cards: [deps.films.details(movie, context.locale)],
  }));
}
