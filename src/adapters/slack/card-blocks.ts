import type { types } from '@slack/bolt';
import type { ParsedCommand } from '../../core/commands/command-runner.ts';
import { firstGraphemes } from '../../core/markup/clean-text.ts';
import { ratingLine } from '../../core/reviews/stars.ts';
import type { FilmCard, FilmChoice } from '../../protocol/frames.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import { fetchableAddress } from './public-address.ts';

type Locale = 'en' | 'ko';

const MORE_LIKE_IT = 'film_like';
const FILM_INFO = 'film_info';
export const FILM_REVIEW = 'film_review';
const FILM_WATCH = 'film_watch';

const MAX_CARDS = 10;
/** Bytes of all cards together: Slack refuses blocks somewhere near 13,000 (slackapi/bolt-js#2509). */
const MAX_BYTES = 11_500;
/** How much of an overview is shown, from what is best to what still fits. */
const OVERVIEWS = [700, 350, 200, 100, 0];
const MAX_SECTION = 3_000;
const MAX_TITLE = 300;
const MAX_BUTTON_VALUE = 2_000;

/**
 * Cards as Block Kit: title, facts, stars, overview, the reason, and buttons.
 * @param publicUrl where posters of our own are shown from
 * @param reserved bytes that other blocks of the message need
 */
export function cardBlocks(
  cards: readonly FilmCard[],
  locale: Locale,
  publicUrl: string,
  reserved = 0,
): types.KnownBlock[] {
  for (let count = Math.min(cards.length, MAX_CARDS); count > 0; count--) {
    for (const overview of OVERVIEWS) {
      const shown = cards.slice(0, count);
      const how = { overview, alone: cards.length === 1 };
      const blocks = [...shown.flatMap((card) => cardBlock(card, locale, publicUrl, how)), ...credits(shown)];
      if (Buffer.byteLength(JSON.stringify(blocks)) + reserved <= MAX_BYTES) return blocks;
    }
  }
  return [];
}

/** What notifications say of cards. */
export const cardsAsText = (cards: readonly FilmCard[]): string =>
  escapeMrkdwn(
    cards.map(({ title, year }) => (year === undefined ? title : `${title} (${year})`)).join(', '),
  ).slice(0, 1_000);

function cardBlock(
  card: FilmCard,
  locale: Locale,
  publicUrl: string,
  { overview, alone }: { overview: number; alone: boolean },
): types.KnownBlock[] {
  const lines = [
    `*${literal(clip(card.title, MAX_TITLE))}*`,
    literal(facts(card, locale)),
    card.rating && ratingLine(card.rating),
    card.directors.length > 0 && `🎬 ${literal(clip(card.directors.join(', '), 200))}`,
    card.cast?.length && `🎭 ${literal(clip(card.cast.join(', '), 200))}`,
    card.trailer && `<${escapeMrkdwn(card.trailer)}|${locale === 'ko' ? '예고편' : 'Trailer'}>`,
    card.overview && overview > 0 && literal(clip(card.overview, overview)),
  ];
  const poster = fetchableAddress(publicUrl, card.posterUrl);
  const section: types.SectionBlock = {
    type: 'section',
    // Verbatim: Slack is not to find mentions or channels in it by itself.
    text: { type: 'mrkdwn', text: clip(lines.filter(Boolean).join('\n'), MAX_SECTION), verbatim: true },
    ...(poster === undefined
      ? {}
      : { accessory: { type: 'image', image_url: poster, alt_text: clip(card.title, MAX_TITLE) } }),
  };
  const blocks: types.KnownBlock[] = [section];
  if (card.because !== undefined && card.because !== '') {
    const because: types.PlainTextElement = {
      type: 'plain_text',
      text: clip(card.because, 500),
      emoji: false,
    };
    blocks.push({ type: 'context', elements: [because] });
  }
  if (card.movieId.length <= MAX_BUTTON_VALUE) blocks.push(buttons(card, locale, alone));
  return blocks;
}

/** What sources want said, once below all cards. */
function credits(cards: readonly FilmCard[]): types.KnownBlock[] {
  const said = new Set(cards.flatMap(({ attribution }) => attribution ?? []));
  return [...said].map((text) => ({
    type: 'context',
    elements: [{ type: 'plain_text', text: clip(text, 500), emoji: false }],
  }));
}

function facts(card: FilmCard, locale: Locale): string {
  const minutes =
    card.runtime === undefined ? undefined : locale === 'ko' ? `${card.runtime}분` : `${card.runtime} min`;
  const known = [
    card.originalTitle && clip(card.originalTitle, MAX_TITLE),
    card.year,
    ...card.genres,
    minutes,
  ];
  return known.filter((fact) => fact !== undefined && fact !== '').join(' · ');
}

const LABELS = {
  en: { like: 'More like it', info: 'Info', review: 'Review', watch: 'Watch later' },
  ko: { like: '비슷한 영화', info: '정보', review: '리뷰 쓰기', watch: '보고 싶어요' },
} as const;

/** Three: a card by itself has nothing more to tell of the film, so one can say something about it there. */
function buttons({ movieId }: FilmCard, locale: Locale, alone: boolean): types.ActionsBlock {
  const button = (action: string, text: string): types.Button => ({
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text },
    value: movieId,
  });
  const labels = LABELS[locale];
  const second = alone ? button(FILM_REVIEW, labels.review) : button(FILM_INFO, labels.info);
  return {
    type: 'actions',
    elements: [button(MORE_LIKE_IT, labels.like), second, button(FILM_WATCH, labels.watch)],
  };
}

/** The command a button stands for; null for a button that is not a card's. */
export function commandOfButton(action: string, movieId: string): ParsedCommand | null {
  if (action === MORE_LIKE_IT) return { name: 'recommend', options: { like: movieId } };
  if (action === FILM_REVIEW) return { name: 'review', options: { title: movieId } };
  if (action === FILM_WATCH) return { name: 'watchlist add', options: { title: movieId } };
  if (action === FILM_INFO) return { name: 'info', options: { title: movieId } };
  return null;
}

/** Slack's limit for a button's label. */
const MAX_LABEL = 75;
/** The button of a film to choose: its value is the command for it. */
export const FILM_CHOICE = 'film_choice';

/** Films to choose from. */
export function choiceBlocks(choices: readonly FilmChoice[]): types.KnownBlock[] {
  const elements = choices
    .filter(({ line }) => line.length <= MAX_BUTTON_VALUE)
    .map(({ label, line }, at): types.Button => ({
      type: 'button',
      action_id: `${FILM_CHOICE}_${at}`,
      text: { type: 'plain_text', text: clip(label, MAX_LABEL), emoji: false },
      value: line,
    }));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** Zero-width spaces keep Slack from reading marks in a title such as `*batteries not included`. */
const literal = (text: string): string =>
  escapeMrkdwn(text.replaceAll(/\s+/g, ' ')).replaceAll(/[*_~`]/g, '\u200B$&\u200B');

function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = text;
  for (let count = limit - 1; kept.length >= limit; count--) kept = firstGraphemes(text, count);
  return `${kept.trimEnd()}…`;
}
