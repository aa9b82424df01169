import { randomUUID } from 'node:crypto';
import type { FilmCard, PersonView, ReviewView } from '../../src/protocol/frames.ts';

interface Comment {
  id: string;
  reviewId: string;
  parentId?: string;
  author?: PersonView;
  text: string;
  deleted: boolean;
}

/** The part of a test's server that knows films: finding them, recommending, reviews, comments, watchlists. */
export class FilmShelf {
  films: FilmCard[] = [];
  /** What is recommended, each with its reason. */
  recommended: { movie: FilmCard; because: string[] }[] = [];
  reviews: ReviewView[] = [];
  comments: Comment[] = [];
  watchlist: { movieId: string; note: string; watchedAt?: string }[] = [];
  dismissed: string[] = [];
  /** Films that are no longer known. */
  lost: string[] = [];
  /** Reviews on a page. */
  page = 10;

  static has(first: string | undefined): boolean {
    return ['movies', 'recommendations', 'reviews', 'comments', 'me'].includes(first ?? '');
  }

  /** A film of this title. */
  static film(title: string, more: Partial<FilmCard> = {}): FilmCard {
    return {
      movieId: title.toLowerCase(),
      title,
      genres: ['Drama'],
      genreKeys: ['Drama'],
      directors: [],
      ...more,
    };
  }

  /** A review by somebody. */
  review(name: string, rating: number, text: string, tag?: string): ReviewView {
    const review: ReviewView = {
      id: randomUUID(),
      movieId: 'p',
      author: { id: name, name, tag, via: 'web' },
      rating,
      text,
      spoiler: false,
      likes: 0,
      comments: 0,
      liked: false,
      at: new Date().toISOString(),
    };
    this.reviews.unshift(review);
    return review;
  }

  /** What is answered to a request; undefined where it is refused. */
  answer(
    method: string,
    [kind, id = '', part]: string[],
    query: URLSearchParams,
    me: PersonView | null,
    body: Record<string, unknown>,
  ): unknown {
    if (kind === 'movies' && part === 'reviews') return this.#reviewPage(query, me);
    if (kind === 'movies') {
      const movies = this.films.filter(({ title }) =>
        title.toLowerCase().includes((query.get('q') ?? '').toLowerCase()),
      );
      return movies.length
        ? { movies }
        : { movies, suggestions: this.films.slice(0, 1), didYouMean: 'Burning' };
    }
    if (kind === 'recommendations')
      return { items: this.recommended.filter(({ movie }) => !this.dismissed.includes(movie.movieId)) };
    if (kind === 'reviews' && part === 'comments' && method === 'GET')
      return { comments: this.comments.filter(({ reviewId }) => reviewId === id), cursor: null };
    if (!me) return undefined;
    if (kind === 'reviews' && part === 'comments') {
      const said = { id: randomUUID(), reviewId: id, author: me, deleted: false, ...body } as Comment;
      this.comments.push(said);
      return said;
    }
    if (kind === 'reviews' && part === 'like') {
      const review = this.reviews.find((one) => one.id === id)!;
      Object.assign(review, { likes: method === 'PUT' ? 1 : 0, liked: method === 'PUT' });
      return { likes: review.likes, liked: review.liked };
    }
    if (kind === 'comments') {
      this.comments = this.comments.filter((one) => one.id !== id);
      return {};
    }
    if (id === 'dismissed') {
      this.dismissed.push(part ?? '');
      return {};
    }
    return this.#watchlist(method, part, body);
  }

  #reviewPage(query: URLSearchParams, me: PersonView | null): unknown {
    const from = Number(query.get('cursor') ?? 0);
    const all = [...this.reviews];
    if (query.get('sort') === 'rating') all.sort((a, b) => b.rating - a.rating);
    const sum = all.reduce((total, { rating }) => total + rating, 0);
    return {
      reviews: all.slice(from, from + this.page),
      cursor: from + this.page < all.length ? String(from + this.page) : null,
      rating: all.length ? { mean: sum / all.length, count: all.length } : null,
      mine: all.find(({ author }) => author.id === me?.id) ?? null,
    };
  }

  #watchlist(method: string, movieId: string | undefined, body: Record<string, unknown>): unknown {
    const shown = (entry: object & { movieId: string }): unknown => ({
      ...entry,
      movie: this.films.find((film) => film.movieId === entry.movieId),
    });
    if (movieId === undefined) return { items: this.watchlist.map(shown), cursor: null };
    if (method === 'DELETE') {
      this.watchlist = this.watchlist.filter((one) => one.movieId !== movieId);
      return {};
    }
    let entry = this.watchlist.find((one) => one.movieId === movieId);
    if (!entry && this.lost.includes(movieId)) return undefined;
    if (!entry) this.watchlist.unshift((entry = { movieId, note: '' }));
    if (typeof body['note'] === 'string') entry.note = body['note'];
    if ('watched' in body) entry.watchedAt = body['watched'] ? new Date().toISOString() : undefined;
    return shown(entry);
  }
}
