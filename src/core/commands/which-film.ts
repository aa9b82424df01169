import type { Answer, FilmChoice } from '../../protocol/frames.ts';
import { titleFor, type Movie } from '../catalogue/movie.ts';
import { withParticle } from '../recommendations/particle.ts';
import { commandLine } from './command-line.ts';
import type { CommandContext, ParsedCommand } from './command-runner.ts';
import type { FilmCommandDeps } from './film-commands.ts';
import { echo } from './literal.ts';

/** Cards of films offered where nothing comes near. */
const CARDS_INSTEAD = 3;

/**
 * Does what a command asks for the film that one of its options names, when that is sure. When it is not, asks the one who
 * asked, and nobody else, which film is meant, or says that it is not here; nothing is done meanwhile.
 *
 * @param option the option that names the film
 */
export async function forFilm(
  deps: FilmCommandDeps,
  command: ParsedCommand,
  option: 'title' | 'like',
  context: CommandContext,
  act: (movie: Movie) => Promise<Answer> | Answer,
): Promise<Answer> {
  const typed = command.options[option] ?? '';
  const { match, film, near } = deps.films.meant(typed, context.locale);
  if (match === 'sure' && film) return act(film);
  const choices = choicesOf(near, command, option, context.locale);
  if (match === 'near') return { to: 'sender', text: askWhich(typed, context.locale), cards: [], choices };
  return notHere(deps, typed, choices, context);
}

/** Films to choose from, each with the command carried out for it and nothing else changed. */
export function choicesOf(
  movies: readonly Movie[],
  { name, options }: ParsedCommand,
  option: 'title' | 'like',
  locale: 'en' | 'ko',
): FilmChoice[] {
  return labelled(movies, locale).map(({ movie, label }) => ({
    movieId: movie.id,
    label,
    line: commandLine({ name, options: { ...options, [option]: movie.id } }),
  }));
}

/** Says that a film is not in the catalogue, what comes near, and how it gets there. */
export async function notHere(
  { films, recommender }: FilmCommandDeps,
  typed: string,
  choices: FilmChoice[],
  { locale, person }: CommandContext,
): Promise<Answer> {
  if (choices.length > 0) {
    return { to: 'sender', text: `${sayNotHere(typed, locale)} ${NEAREST[locale]}`, cards: [], choices };
  }
  const { items } = await recommender.forPerson(person.id, { limit: CARDS_INSTEAD, locale });
  const cards = items.map(({ movie, because }) => films.card(movie, locale, because));
  return { to: 'sender', text: `${sayNotHere(typed, locale)} ${INSTEAD[locale]}`, cards };
}

/** Asks which film is meant. */
export function askWhich(typed: string, locale: 'en' | 'ko'): string {
  const asked = echo(typed);
  return locale === 'ko'
    ? `${withParticle(`‘${asked}’`, '이/가')} 어느 영화인지 확실하지 않아요. 이 중에 있나요?`
    : `It is not certain which film “${asked}” is. One of these?`;
}

function sayNotHere(typed: string, locale: 'en' | 'ko'): string {
  const asked = echo(typed);
  return locale === 'ko'
    ? `‘${asked}’ 영화는 이곳에 없어요. 운영자가 \`matinee import tmdb\`나 \`matinee import csv\`로 더할 수 있어요.`
    : `“${asked}” is not in this catalogue. Whoever runs it can add it: \`matinee import tmdb\`, or \`matinee import csv\`.`;
}

const NEAREST = { en: 'Nearest to it:', ko: '제목이 비슷한 영화예요.' };
const INSTEAD = { en: 'Perhaps one of these?', ko: '대신 이런 영화는 어때요?' };

/** Films with what tells them apart: title and year, and who made them where that is not enough. */
function labelled(movies: readonly Movie[], locale: 'en' | 'ko'): { movie: Movie; label: string }[] {
  const short = movies.map((movie) => {
    const title = titleFor(movie, locale);
    return movie.year === null ? title : `${title} (${movie.year})`;
  });
  return movies.map((movie, at) => {
    const label = short[at]!;
    const makers = locale === 'ko' && movie.directorsKo.length > 0 ? movie.directorsKo : movie.directors;
    const alone = short.filter((other) => other === label).length === 1;
    return { movie, label: alone || makers.length === 0 ? label : `${label}, ${makers.join(', ')}` };
  });
}
