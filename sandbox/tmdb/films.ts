import type { Movie } from '../../src/core/catalogue/movie.ts';

/** A film as the stand-in keeps it: facts of our catalogue under numbers of its own. */
export interface StandInFilm {
  id: number;
  movie: Movie;
  adult: boolean;
  posterPath: string | null;
  /** Milliseconds since 1970. */
  changedAt: number;
}

/** Keys of the real service in the order of its lists: names as they stand in ours. */
const GENRE_IDS: Record<string, number> = {
  Action: 28,
  Adventure: 12,
  Animation: 16,
  Comedy: 35,
  Crime: 80,
  Documentary: 99,
  Drama: 18,
  Family: 10751,
  Fantasy: 14,
  History: 36,
  Horror: 27,
  Music: 10402,
  Mystery: 9648,
  Romance: 10749,
  'Science Fiction': 878,
  Thriller: 53,
  War: 10752,
  Western: 37,
};

/** Numbers of people, given in the order in which they are first named. */
export class PersonNumbers {
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = 5_000 + this.#numbers.size;
    this.#numbers.set(name, number);
    return number;
  }
}

/** Votes made of how widely a film is known, so that lists have an order. */
export const votesOf = ({ movie }: StandInFilm): number => Math.round(movie.popularity ** 2);

/** A film as lists show it. */
export function listed(film: StandInFilm, language: string) {
  const { movie } = film;
  const korean = language.startsWith('ko');
  return {
    adult: film.adult,
    backdrop_path: null,
    genre_ids: movie.genres.map((genre) => GENRE_IDS[genre]).filter((id) => id !== undefined),
    id: film.id,
    original_language: movie.language,
    original_title: movie.originalTitle,
    overview: korean ? movie.overview.ko : movie.overview.en,
    popularity: movie.popularity,
    poster_path: film.posterPath,
    release_date: movie.year === null ? '' : `${movie.year}-05-21`,
    title: korean && movie.titleKo !== '' ? movie.titleKo : movie.title,
    video: false,
    vote_average: 7.2,
    vote_count: votesOf(film),
  };
}

/** What `/movie/{id}` answers. */
export function detailed(film: StandInFilm, language: string) {
  const { genre_ids, ...facts } = listed(film, language);
  return {
    ...facts,
    belongs_to_collection: null,
    budget: 0,
    genres: film.movie.genres.map((name, index) => ({ id: genre_ids[index] ?? 0, name })),
    homepage: '',
    imdb_id: null,
    origin_country: [],
    production_companies: [],
    production_countries: [],
    revenue: 0,
    runtime: film.movie.runtime ?? 0,
    spoken_languages: [],
    status: 'Released',
    tagline: '',
  };
}

/** What may be appended to a film's details, and what it answers. */
export const APPENDABLE: Record<string, (film: StandInFilm, people: PersonNumbers) => object> = {
  credits: ({ movie }, people) => {
    const member = (name: string, nameKo: string | undefined) => ({
      adult: false,
      gender: 0,
      id: people.of(name),
      name,
      original_name: movie.language === 'ko' && nameKo ? nameKo : name,
      popularity: 1,
      profile_path: null,
    });
    return {
      cast: movie.cast.map((name, order) => ({
        ...member(name, movie.castKo[order]),
        known_for_department: 'Acting',
        cast_id: order,
        character: '',
        credit_id: `c${order}`,
        order,
      })),
      crew: movie.directors.map((name, index) => ({
        ...member(name, movie.directorsKo[index]),
        known_for_department: 'Directing',
        credit_id: `d${index}`,
        department: 'Directing',
        job: 'Director',
      })),
    };
  },
  keywords: ({ movie }) => ({ keywords: movie.keywords.map((name, index) => ({ id: index + 1, name })) }),
  alternative_titles: ({ movie }) => ({
    titles: movie.alternativeTitles.map((title) => ({ iso_3166_1: 'US', title, type: '' })),
  }),
  translations: ({ movie }) => ({
    translations: [
      translation(
        'en',
        'US',
        'English',
        movie.originalTitle === movie.title ? '' : movie.title,
        movie.overview.en,
      ),
      ...(movie.titleKo === ''
        ? []
        : [
            translation(
              'ko',
              'KR',
              'Korean',
              movie.titleKo === movie.originalTitle ? '' : movie.titleKo,
              movie.overview.ko,
            ),
          ]),
    ],
  }),
  videos: ({ id }) => ({
    results: [
      {
        iso_639_1: 'en',
        iso_3166_1: 'US',
        name: 'Trailer',
        key: `standin-${id}`,
        site: 'YouTube',
        size: 1080,
        type: 'Trailer',
        official: true,
        published_at: '2020-01-01T00:00:00.000Z',
        id: `v${id}`,
      },
    ],
  }),
  release_dates: () => ({ results: [] }),
};

const translation = (language: string, country: string, name: string, title: string, overview: string) => ({
  iso_3166_1: country,
  iso_639_1: language,
  name,
  english_name: name,
  data: { homepage: '', overview, runtime: 0, tagline: '', title },
});
