import type { Answer, ReviewForm } from '../../protocol/frames.ts';
import { taggedName } from '../../protocol/tagged-name.ts';
import { titleFor, type Movie } from '../catalogue/movie.ts';
import type { LinkRepository } from '../delivery/link-repository.ts';
import { actorOf } from '../identity/actor.ts';
import { noSuchReview } from '../reviews/comment.ts';
import { starsIn } from '../reviews/rating.ts';
import { reviewView } from '../reviews/review-view.ts';
import { drawStars } from '../reviews/stars.ts';
import { writeReview, type ReviewDeps } from '../reviews/write-review.ts';
import type { Room } from '../rooms/room.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { CommandContext, SubmittedReview } from './command-runner.ts';
import type { FilmCommandDeps } from './film-commands.ts';
import { literal } from './literal.ts';
import { forFilm } from './which-film.ts';

export interface ReviewCommandDeps extends ReviewDeps, FilmCommandDeps {
  rooms: RoomRepository;
  links: LinkRepository;
}

type Options = Record<string, string>;

/** So many reviews in one answer: what fits on a screen and in every platform's limits. */
const SHOWN = 5;

/** `/movie review`: the form, filled in with what its author said before. */
export function review(deps: ReviewCommandDeps, options: Options, context: CommandContext): Promise<Answer> {
  return forFilm(deps, { name: 'review', options }, 'title', context, (movie) =>
    formFor(deps, movie, context),
  );
}

async function formFor(deps: ReviewCommandDeps, movie: Movie, context: CommandContext): Promise<Answer> {
  const { locale, person } = context;
  const before = await deps.reviews.of(movie.id, person.id);
  const shown = before === null ? [] : await deps.reviews.cards(before.id);
  const mayShare =
    shown.length > 0 ||
    (await roomHereAbout(deps, movie, context)) !== null ||
    (await deps.reviews.roomsAbout(movie.id, person.id)).length > 0;
  const form: ReviewForm = {
    movie: deps.films.card(movie, locale),
    ...(before === null ? {} : { rating: starsIn(before.rating) }),
    text: before?.text ?? '',
    spoiler: before?.spoiler ?? false,
    ...(mayShare ? { share: shown.length > 0 } : {}),
  };
  const title = literal(titleFor(movie, locale));
  const text = locale === 'ko' ? `**${title}** 리뷰를 써 주세요.` : `Your review of **${title}**.`;
  return { to: 'sender', text, cards: [], form };
}

/** The form, filled in. @throws Problem as `writeReview` does */
export async function submitReview(
  deps: ReviewCommandDeps,
  submitted: SubmittedReview,
  context: CommandContext,
): Promise<Answer> {
  const { locale, person, via } = context;
  const { movieId, ...input } = submitted;
  const movie = deps.films.get(movieId);
  const here = input.share === true ? await roomHereAbout(deps, movie, context) : null;
  const { review: stored, rooms } = await writeReview(deps, actorOf(person, via), movieId, {
    ...input,
    ...(here === null ? {} : { roomId: here.id }),
  });
  const title = literal(titleFor(movie, locale));
  const stars = drawStars(starsIn(stored.rating));
  const places =
    locale === 'ko'
      ? ` 방 ${rooms}곳에서 볼 수 있어요.`
      : ` Shown in ${rooms} ${rooms === 1 ? 'room' : 'rooms'}.`;
  const text =
    locale === 'ko'
      ? `**${title}** 리뷰를 저장했어요. ${stars}`
      : `Your review of **${title}** is saved. ${stars}`;
  return { to: 'sender', text: rooms > 0 ? text + places : text, cards: [] };
}

/** `/movie reviews`: what people said about a film, the most helpful first. */
export function reviews(deps: ReviewCommandDeps, options: Options, context: CommandContext): Promise<Answer> {
  return forFilm(deps, { name: 'reviews', options }, 'title', context, (movie) =>
    reviewsOf(deps, movie, context),
  );
}

async function reviewsOf(
  deps: ReviewCommandDeps,
  movie: Movie,
  { locale, person }: CommandContext,
): Promise<Answer> {
  const { items } = await deps.reviews.ofMovie(movie.id, 'helpful', { limit: SHOWN, viewerId: person.id });
  const title = literal(titleFor(movie, locale));
  const typed = titleFor(movie, locale).replaceAll('`', '');
  if (items.length === 0) {
    const text =
      locale === 'ko'
        ? `아직 **${title}** 리뷰가 없어요. 처음으로 써 보세요: \`/영화 리뷰 ${typed}\``
        : `Nobody has reviewed **${title}** yet. Be the first: \`/movie review ${typed}\``;
    return { to: 'sender', text, cards: [] };
  }
  const { count = 0, sum = 0 } = deps.films.ratings.tally(movie.id) ?? {};
  const mean = sum / 2 / Math.max(count, 1);
  const figures = `${drawStars(mean)} ${mean.toFixed(1)}`;
  const text =
    locale === 'ko'
      ? `**${title}** 리뷰 ${count}개 · ${figures}${count > items.length ? ` · 도움된 순으로 ${items.length}개예요.` : ''}`
      : `**${title}** · ${count} ${count === 1 ? 'review' : 'reviews'} · ${figures}${count > items.length ? ` · the ${items.length} most helpful` : ''}`;
  return { to: 'channel', text, cards: [], reviews: items.map((item) => reviewView(item)) };
}

/** The button under a review: likes it, or no longer. */
export async function likeReview(
  deps: ReviewCommandDeps,
  id: string,
  context: CommandContext,
): Promise<Answer> {
  const { locale, person } = context;
  const found = await deps.reviews.byId(id, person.id);
  const likes = found && (await deps.reviews.like(id, person.id, !found.liked));
  if (!found || likes === null) throw noSuchReview();
  const name = literal(taggedName(found.author));
  const done = found.liked
    ? {
        en: `You no longer find ${name}’s review helpful.`,
        ko: `${name}님의 리뷰에서 ‘도움됐어요’를 취소했어요.`,
      }
    : { en: `You find ${name}’s review helpful.`, ko: `${name}님의 리뷰가 도움됐다고 표시했어요.` };
  return { to: 'sender', text: `${done[locale]} ♥ ${likes ?? 0}`, cards: [] };
}

/** The button under a review that is hidden or cut: all of it, for one person. */
export async function readReview(
  deps: ReviewCommandDeps,
  id: string,
  context: CommandContext,
): Promise<Answer> {
  const found = await deps.reviews.byId(id, context.person.id);
  if (!found) throw noSuchReview();
  const head = `**${literal(taggedName(found.author))}** ${drawStars(starsIn(found.rating))}`;
  return { to: 'sender', text: `${head}\n\n${found.text}`, cards: [] };
}

/** The room the command is given in, where that is about the film. */
async function roomHereAbout(
  deps: ReviewCommandDeps,
  movie: Movie,
  { room: slug, channel }: CommandContext,
): Promise<Room | null> {
  const link = channel ? await deps.links.byChannel(channel) : null;
  const room =
    slug !== undefined ? await deps.rooms.bySlug(slug) : link && (await deps.rooms.byId(link.roomId));
  return room?.movieId === movie.id ? room : null;
}
