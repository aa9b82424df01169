import { creditsOf, personIdOf } from '../../../../core/catalogue/film-people.ts';
import type { Credit, Movie } from '../../../../core/catalogue/movie.ts';
import type { Core } from '../../../../core/core.ts';

type Locale = 'en' | 'ko';

/** A film in a list. */
export function present(core: Core, film: Movie, locale: Locale) {
  const cast = locale === 'ko' && film.castKo.length > 0 ? film.castKo : film.cast;
  return {
    id: film.id,
    ...core.films.card(film, locale),
    cast,
    keywords: film.keywords,
    language: film.language,
  };
}

/** A film on a page of its own. */
export function presentDetail(core: Core, film: Movie, locale: Locale) {
  const { trailer } = film;
  const shown = trailer && (trailer[locale] ?? trailer.en ?? trailer.ko);
  return {
    ...present(core, film, locale),
    titles: {
      en: film.title,
      ko: film.titleKo,
      original: film.originalTitle,
      alternative: film.alternativeTitles,
    },
    overviews: film.overview,
    people: creditsOf(film).map((credit) => presentCredit(core, credit, locale)),
    ...(shown ? { trailer: shown } : {}),
    ...(film.tmdbId === undefined ? {} : { tmdbId: film.tmdbId }),
  };
}

function presentCredit(core: Core, credit: Credit, locale: Locale) {
  const id = personIdOf(credit);
  const nameKo = credit.nameKo ?? (id === '' ? '' : core.films.people.koreanName(id));
  return {
    id,
    name: locale === 'ko' && nameKo ? nameKo : credit.name,
    role: credit.role,
    ...(credit.character === undefined ? {} : { character: credit.character }),
  };
}
