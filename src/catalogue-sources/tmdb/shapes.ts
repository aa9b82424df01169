import { z } from 'zod';

/** What we read of TMDB's answers (https://developer.themoviedb.org/reference); unknown keys are left alone. */

export const REFUSAL = z.object({ status_code: z.int(), status_message: z.string() });

export const CONFIGURATION = z.object({
  images: z.object({ secure_base_url: z.string(), poster_sizes: z.array(z.string()) }),
});

/** A page of ids: of discover, and of changes. */
export const ID_PAGE = z.object({
  page: z.int(),
  total_pages: z.int(),
  results: z.array(z.object({ id: z.int(), adult: z.boolean().nullish() })),
});

/** A line of the daily export. */
export const EXPORTED = z.object({
  id: z.int(),
  popularity: z.number(),
  adult: z.boolean(),
  video: z.boolean(),
});

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const person = { id: z.int(), name: z.string(), original_name: text };

/** `/movie/{id}` with everything appended that we ask for. */
export const DETAILS = z.object({
  id: z.int().positive(),
  adult: z.boolean().nullish(),
  title: z.string(),
  original_title: z.string(),
  original_language: text,
  overview: text,
  release_date: text,
  runtime: number,
  vote_count: number,
  vote_average: number,
  popularity: number,
  poster_path: z.string().nullish(),
  genres: z.array(z.object({ name: z.string() })).nullish(),
  keywords: z.object({ keywords: z.array(z.object({ name: z.string() })) }).nullish(),
  credits: z
    .object({
      cast: z.array(z.object({ ...person, character: text, order: z.int().nullish() })),
      crew: z.array(z.object({ ...person, job: text })),
    })
    .nullish(),
  alternative_titles: z
    .object({ titles: z.array(z.object({ iso_3166_1: text, title: z.string() })) })
    .nullish(),
  translations: z
    .object({
      translations: z.array(
        z.object({
          iso_639_1: z.string(),
          iso_3166_1: text,
          data: z.object({ title: text, overview: text }),
        }),
      ),
    })
    .nullish(),
  videos: z
    .object({
      results: z.array(
        z.object({
          key: z.string(),
          site: text,
          type: text,
          official: z.boolean().nullish(),
          iso_639_1: text,
        }),
      ),
    })
    .nullish(),
});
export type Details = z.infer<typeof DETAILS>;
