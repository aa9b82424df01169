import type { DeliveryState, Role } from '../../../src/protocol/frames.ts';
import type { FaultCode, Problem } from '../client/problem.ts';

/**
 * What the parts say that are loaded later, in one language: a file of its own, of which a reader only gets the one they
 * read.
 */
export interface LaterWords {
  spoiler: string;
  /** On a picture that is covered, short. */
  coveredPicture: string;
  coverPicture: string;
  tooLong(by: number): string;
  newLines(count: number): string;
  /** Whose way of writing dates it has (BCP 47). */
  dates: string;
  gone: string;
  quoteOf(name: string): string;
  reactions: string;
  announce(name: string, text: string): string;
  /** @param more how many people type besides those named */
  typing(names: string[], more: number): string;
  react: string;
  moreEmoji: string;
  findEmoji: string;
  noEmoji: string;
  reply: string;
  edit: string;
  delete: string;
  deleteAsk: string;
  keep: string;
  actions(name: string): string;
  failed: string;
  sent: string;
  delivery: Record<DeliveryState, string>;
  replyingTo(name: string): string;
  editing: string;
  cancel: string;
  save: string;
  retry: string;
  discard: string;
  matinee: string;
  onlyYou: string;
  thinking: string;
  dismiss: string;
  minutes(n: number): string;
  reviews(n: number): string;
  rated(mean: string): string;
  moreLikeIt: string;
  info: string;
  directed: string;
  cast: string;
  trailer: string;
  review: string;
  watch: string;
  wished: string;
  /** Commands about a film, as far as its title. */
  asks: Record<'like' | 'info' | 'review', string>;
  commands: string;
  passwordAsk: string;
  password: string;
  enter: string;
  open: string;
  close: string;
  pictureShows: string;
  morePictures(most: number, more: number): string;
  removePicture: string;
  uploading: string;
  picture: string;
  openPicture: string;
  /** What to do about each refusal people meet. */
  problems: Partial<Record<FaultCode, string>>;
  somethingWrong: string;
  /** Where a room has a name that no room can have. */
  badAddress: string;
  /** How a linked channel is, where that is worth saying. */
  links: Record<string, string>;
  polls: PollWords;
  reviewing: ReviewWords;
  films: FilmWords;
  panel: PanelWords;
}

/** The places of a room beside its talk. */
export type Place = 'find' | 'films' | 'reviews' | 'watchlist' | 'people' | 'settings';

/** What is said about polls. */
export interface PollWords {
  poll(question: string): string;
  votes(n: number): string;
  share(percent: number): string;
  again: string;
  closed: string;
  ahead: string;
  close: string;
  closeAsk: string;
  keep: string;
}

/** What is said about reviews. */
export interface ReviewWords {
  review(film: string): string;
  stars: string;
  starsOf(stars: string): string;
  text: string;
  textHint: string;
  spoiler: string;
  share: string;
  saved(film: string): string;
  shown(rooms: number): string;
  helpful: string;
  show: string;
  comments(n: number): string;
  starsMissing: string;
}

/** What is said about films beside the talk. */
export interface FilmWords {
  find: string;
  none: string;
  meant(title: string): string;
  instead: string;
  forMe: string;
  forRoom: string;
  popular: string;
  notForMe: string;
  gone(title: string): string;
  empty: string;
  nameFirst: string;
  sayName: string;
  note: string;
  watched: string;
  remove(title: string): string;
  more: string;
  write: string;
  change: string;
  sort: string;
  sorts: Record<'newest' | 'helpful' | 'rating', string>;
  noReviews: string;
  mean(stars: string, count: number): string;
  comment: string;
  say: string;
  replyTo(name: string): string;
  deleted: string;
  noFilm: string;
}

/** What is said beside the talk. */
export interface PanelWords {
  more: string;
  close: string;
  places: Record<Place, string>;
  find: string;
  findHint: string;
  nothing: string;
  further: string;
  looking: string;
  here: string;
  away: string;
  you: string;
  /** @param more there are others, with names */
  nameless(n: number, more: boolean): string;
  roles: Record<Exclude<Role, 'member'>, string>;
  sound: string;
  soundHint: string;
  notify: string;
  notifyOff: string;
  notifyMine: string;
  notifyAll: string;
  notifyRefused: string;
  signedInAs(name: string): string;
  signOut: string;
  signOutHint: string;
  leave: string;
  leaveAsk: string;
  leaveDelete: string;
  leaveKeep: string;
  nobody: string;
}

/** What to tell the person about a problem. */
export function explain({ problems, somethingWrong }: LaterWords, { code }: Problem): string {
  return problems[code] ?? somethingWrong;
}
