import type { Answer } from '../../protocol/frames.ts';
import { titleFor } from '../catalogue/movie.ts';
import { withParticle } from '../recommendations/particle.ts';
import { parseNote, type WatchlistRepository } from '../watchlist/watchlist.ts';
import type { CommandContext } from './command-runner.ts';
import type { FilmCommandDeps } from './film-commands.ts';
import type { CommandName } from './grammar.ts';
import { literal } from './literal.ts';
import { forFilm } from './which-film.ts';

export interface WatchlistCommandDeps extends FilmCommandDeps {
  watchlist: WatchlistRepository;
}

type WatchlistCommand = Extract<CommandName, `watchlist ${string}`>;

/** So many films are shown as cards, and so many more by their titles. */
const CARDS = 5;
const TITLES = 20;

/** `/movie watchlist …`: the films somebody wants to see; answered to them alone. */
export function watchlistCommands(
  deps: WatchlistCommandDeps,
): Record<WatchlistCommand, (options: Record<string, string>, context: CommandContext) => Promise<Answer>> {
  const { films, watchlist } = deps;
  return {
    'watchlist add': (options, context) =>
      forFilm(deps, { name: 'watchlist add', options }, 'title', context, async (movie) => {
        const { person, locale } = context;
        const note = options['note'] === undefined ? undefined : parseNote(options['note']);
        const before = await watchlist.entry(person.id, movie.id);
        await watchlist.put(person.id, movie.id, { note });
        const title = literal(titleFor(movie, locale));
        if (before && note === undefined) {
          return told(
            locale,
            `**${title}** is on your watchlist already.`,
            `**${title}**${afterTitle(title, '은/는')} 이미 보고 싶은 영화에 있어요.`,
          );
        }
        return told(
          locale,
          `**${title}** is on your watchlist.`,
          `**${title}**${afterTitle(title, '을/를')} 보고 싶은 영화에 넣었어요.`,
        );
      }),

    'watchlist remove': (options, context) =>
      forFilm(deps, { name: 'watchlist remove', options }, 'title', context, async (movie) => {
        const { person, locale } = context;
        const title = literal(titleFor(movie, locale));
        return (await watchlist.remove(person.id, movie.id))
          ? told(
              locale,
              `**${title}** is off your watchlist.`,
              `**${title}**${afterTitle(title, '을/를')} 보고 싶은 영화에서 뺐어요.`,
            )
          : told(
              locale,
              `**${title}** was not on your watchlist.`,
              `**${title}**${afterTitle(title, '은/는')} 보고 싶은 영화에 없었어요.`,
            );
      }),

    'watchlist show': async (_options, { person, locale }) => {
      const { items, cursor } = await watchlist.page(person.id, { limit: CARDS + TITLES });
      const listed = items.flatMap((entry) => {
        const movie = films.find(entry.movieId);
        return movie ? [{ movie, entry }] : [];
      });
      // What is still to be seen comes first.
      const ordered = [
        ...listed.filter(({ entry }) => entry.watchedAt === null),
        ...listed.filter(({ entry }) => entry.watchedAt !== null),
      ];
      if (ordered.length === 0) {
        return told(
          locale,
          'Your watchlist is empty. Put a film on it: `/movie watchlist add Burning`',
          '보고 싶은 영화가 아직 없어요. 이렇게 넣어 보세요: `/영화 보고싶은영화 추가 버닝`',
        );
      }
      const seen = locale === 'ko' ? '봤어요' : 'seen';
      const cards = ordered.slice(0, CARDS).map(({ movie, entry }) => {
        const about = [entry.note, entry.watchedAt === null ? '' : `✓ ${seen}`].filter(Boolean).join(' · ');
        return films.card(movie, locale, about === '' ? [] : [about]);
      });
      const more = ordered.slice(CARDS).map(({ movie, entry }) => {
        const title = literal(titleFor(movie, locale));
        return `- ${title}${movie.year === null ? '' : ` (${movie.year})`}${entry.watchedAt === null ? '' : ` ✓ ${seen}`}`;
      });
      if (cursor !== null) more.push('- …');
      const head = locale === 'ko' ? '보고 싶은 영화예요.' : 'Your watchlist.';
      return { to: 'sender', text: [head, ...(more.length > 0 ? ['', ...more] : [])].join('\n'), cards };
    },
  };
}

/** The particle alone: the title before it stands in marks of its own. */
const afterTitle = (title: string, particle: Parameters<typeof withParticle>[1]): string =>
  withParticle(title, particle).slice(title.length);

const told = (locale: 'en' | 'ko', en: string, ko: string): Answer => ({
  to: 'sender',
  text: locale === 'ko' ? ko : en,
  cards: [],
});
