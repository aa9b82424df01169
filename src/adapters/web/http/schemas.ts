import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

extendZodWithOpenApi(z);

/** The shapes of the API, in and out. What comes in is strict: an unknown key is refused, not ignored. */

/** A slug as it may be typed: checked in full, and brought to its one form, where it is used. */
export const typedSlug = z.string().min(1).max(200);
export const slugParam = z.object({ slug: typedSlug.openapi({ example: 'parasite' }) });
/** Goes into the log as it is: visible ASCII. */
export const requestId = z
  .string()
  .regex(/^[!-~]{1,64}$/, 'use a UUID, or 1 to 64 visible ASCII characters')
  .openapi({ example: '0192f7a0-7c1e-7b52-9d5e-3a3a3f6f7a11' });
export const locale = z.enum(['en', 'ko']);
export const visibility = z.enum(['public', 'unlisted', 'private']);

/** Which there are is known where the API is described: `describeApi` says it in these two. */
export const platform = z.string().openapi('Platform');
export const via = z.string().openapi('Via');

export const person = z
  .object({
    id: z.uuid(),
    name: z.string(),
    avatar: z.string().optional(),
    tag: z.string().optional(),
    left: z.literal(true).optional().openapi({ description: 'Left for good; the name is nobody’s' }),
  })
  .openapi('Person');

export const actor = person.extend({ via }).openapi('Actor');

/** How sure it is which film was named; only what is sure is acted on. */
export const certainty = z.enum(['sure', 'near', 'none']);

export const filmCard = z
  .object({
    movieId: z.string(),
    title: z.string(),
    originalTitle: z.string().optional(),
    year: z.int().optional(),
    genres: z.array(z.string()),
    genreKeys: z.array(z.string()),
    runtime: z.int().optional(),
    directors: z.array(z.string()),
    cast: z.array(z.string()).optional(),
    trailer: z.string().optional(),
    overview: z.string().optional(),
    rating: z.object({ mean: z.number(), count: z.int() }).optional(),
    because: z.string().optional(),
    posterUrl: z.string().optional(),
    attribution: z.string().optional(),
  })
  .openapi('FilmCard');

export const movie = filmCard
  .extend({ id: z.string(), cast: z.array(z.string()), keywords: z.array(z.string()), language: z.string() })
  .openapi('Movie');

const bilingual = z.object({ en: z.string(), ko: z.string() });

export const credit = z
  .object({
    id: z.string().openapi({ description: 'For /film-people/{id}; empty where the name has no letters' }),
    name: z.string(),
    role: z.enum(['director', 'writer', 'cinematographer', 'composer', 'cast']),
    character: z.string().optional(),
  })
  .openapi('Credit');

export const movieDetail = movie
  .extend({
    titles: bilingual.extend({ original: z.string(), alternative: z.array(z.string()) }),
    overviews: bilingual,
    people: z.array(credit),
    trailer: z.string().optional(),
    tmdbId: z.int().optional(),
  })
  .openapi('MovieDetail');

export const movieParam = z.object({ id: z.string().max(200).openapi({ example: 'parasite-2019' }) });

/** Where a page begins; what the page before gave as `cursor`. */
export const cursor = z.string().max(400).optional();
export const nextCursor = z.string().nullable();

const stars = z.number().min(0.5).max(5).multipleOf(0.5);

export const review = z
  .object({
    id: z.uuid(),
    movieId: z.string(),
    author: actor,
    rating: stars,
    text: z.string(),
    spoiler: z.boolean(),
    likes: z.int(),
    comments: z.int(),
    liked: z.boolean(),
    at: z.iso.datetime(),
    editedAt: z.iso.datetime().optional(),
    movie: filmCard.optional(),
  })
  .openapi('Review');

export const comment = z
  .object({
    id: z.uuid(),
    reviewId: z.uuid(),
    parentId: z.uuid().optional(),
    author: person.optional(),
    text: z.string(),
    at: z.iso.datetime(),
    editedAt: z.iso.datetime().optional(),
    deleted: z.boolean(),
  })
  .openapi('Comment');

export const watchlistEntry = z
  .object({
    movieId: z.string(),
    movie: filmCard.optional(),
    note: z.string(),
    addedAt: z.iso.datetime(),
    watchedAt: z.iso.datetime().optional(),
  })
  .openapi('WatchlistEntry');

export const link = z.object({
  platform,
  channel: z.string(),
  state: z.enum(['active', 'paused', 'broken']),
  /** Whether deleting a line in that channel deletes it for the room. */
  moderation: z.enum(['room', 'here']),
});

export const room = z
  .object({
    slug: z.string(),
    title: z.string(),
    topic: z.string(),
    movie: filmCard.nullable(),
    visibility,
    hasPassword: z.boolean(),
    capacity: z.int().nullable(),
    members: z.int(),
    online: z.int(),
    links: z.array(link),
    seq: z.int(),
    epoch: z.string(),
    role: z.enum(['owner', 'moderator', 'member', 'reader']).nullable(),
  })
  .openapi('Room');

export const attachment = z
  .object({
    id: z.string(),
    url: z.string().openapi({
      description: 'Where the room is not open to everybody it holds for five to ten minutes, for you',
    }),
    kind: z.enum(['picture', 'file']).optional().openapi({
      description: 'A picture is there to be shown, a file to be taken; absent for older pictures',
    }),
    type: z.string().openapi({ description: 'What its bytes say that it is' }),
    size: z.int().optional().openapi({ description: 'In bytes' }),
    width: z.int().optional().openapi({ description: 'Of a picture, in pixels' }),
    height: z.int().optional(),
    alt: z.string().optional(),
    name: z.string().optional(),
    spoiler: z
      .boolean()
      .optional()
      .openapi({ description: 'True for what is to be shown only to who asks for it' }),
    thumbnailUrl: z.string().optional().openapi({
      description:
        'The same at most 640 pixels a side, to show in the talk; absent where it would hardly weigh less',
    }),
  })
  .openapi('Attachment');

export const poll = z
  .object({
    options: z.array(z.object({ text: z.string(), movieId: z.string().optional() })),
    counts: z.array(z.int()),
    closed: z.boolean(),
    mine: z.int().optional().openapi({ description: 'What you chose, by its place; absent for nothing' }),
  })
  .openapi('Poll');

export const message = z
  .object({
    seq: z.int(),
    at: z.iso.datetime(),
    author: actor,
    text: z.string(),
    review: z
      .object({
        reviewId: z.uuid(),
        movieId: z.string(),
        rating: stars,
        spoiler: z.boolean().optional(),
        film: z.object({
          title: z.object({ en: z.string(), ko: z.string() }),
          year: z.int().optional(),
          genreKeys: z.array(z.string()),
          posterUrl: z.string().optional(),
          attribution: z.string().optional(),
        }),
      })
      .optional(),
    poll: poll.optional().openapi({ description: 'Where the message is a poll; `text` is its question' }),
    replyTo: z.int().optional(),
    quote: z
      .object({
        seq: z.int(),
        authorId: z.string(),
        name: z.string(),
        tag: z.string().optional(),
        text: z.string(),
      })
      .optional(),
    attachments: z.array(attachment).optional(),
    editedAt: z.iso.datetime().optional(),
    reactions: z.array(z.object({ emoji: z.string(), count: z.int(), me: z.boolean() })).optional(),
    deliveries: z
      .array(
        z.object({
          platform,
          state: z.enum(['pending', 'sent', 'failed']),
          detail: z.string().optional(),
        }),
      )
      .optional(),
  })
  .openapi('Message');

/** A picture with what it shows, as a form. */
export const picture = z.object({
  file: z.string().openapi({ format: 'binary' }),
  alt: z.string().max(500).optional(),
});

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    retryAfter: z.int().optional(),
  })
  .openapi('Problem');

/** A whole number in a query string. */
export const count = (most: number, otherwise: number): z.ZodType<number> =>
  z.coerce.number().int().min(1).max(most).default(otherwise);
