import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIEmbed,
} from 'discord.js';
import type { ParsedCommand } from '../../core/commands/command-runner.ts';
import { firstGraphemes } from '../../core/markup/clean-text.ts';
import { renderDiscord } from './markdown.ts';
import { ratingLine } from '../../core/reviews/stars.ts';
import type { FilmCard } from '../../protocol/frames.ts';
import { publicAddress } from '../../core/delivery/public-address.ts';

type Locale = 'en' | 'ko';

const AMBER = 0xf2a93b;
/** Discord's limits (discord-api-docs, resources/message): embeds, characters over all of them, buttons in a row. */
const MAX_EMBEDS = 10;
const MAX_TOTAL = 6000;
const MAX_TITLE = 256;
const MAX_OVERVIEW = 600;
const MAX_CAST = 300;
const ROW = 5;
const MAX_CUSTOM_ID = 100;

/** Cards as Discord shows them. */
export interface CardMessage {
  embeds: APIEmbed[];
  components: APIActionRowComponent<APIButtonComponent>[];
}

/** @param publicUrl where posters of our own are shown from */
export function cardEmbeds(cards: readonly FilmCard[], locale: Locale, publicUrl: string): CardMessage {
  const shown: FilmCard[] = [];
  const embeds: APIEmbed[] = [];
  // What a source wants said is said once, below the last card it concerns.
  const last = cards.slice(0, MAX_EMBEDS).findLast(({ attribution }) => attribution !== undefined);
  let total = last?.attribution?.length ?? 0;
  for (const card of cards.slice(0, MAX_EMBEDS)) {
    const embed = cardEmbed(card, cards.length > 1 ? shown.length + 1 : undefined, locale, publicUrl);
    total += (embed.title?.length ?? 0) + (embed.description?.length ?? 0);
    if (total > MAX_TOTAL) break;
    shown.push(card);
    embeds.push(embed);
  }
  const credited = shown.findLastIndex(({ attribution }) => attribution !== undefined);
  if (credited !== -1) embeds[credited]!.footer = { text: shown[credited]!.attribution! };
  return { embeds, components: buttonRows(shown, locale) };
}

function cardEmbed(card: FilmCard, number: number | undefined, locale: Locale, publicUrl: string): APIEmbed {
  const facts = [card.originalTitle, card.year, ...card.genres, minutes(card.runtime, locale)];
  const lines = [
    literal(facts.filter((fact) => fact !== undefined && fact !== '').join(' · ')),
    card.rating && ratingLine(card.rating),
    card.because && `*${literal(card.because)}*`,
    card.directors.length > 0 && `🎬 ${literal(card.directors.join(', '))}`,
    card.cast?.length && `🎭 ${literal(clip(card.cast.join(', '), MAX_CAST))}`,
    card.overview && literal(clip(card.overview, MAX_OVERVIEW)),
  ];
  const poster = card.posterUrl && publicAddress(publicUrl, card.posterUrl);
  return {
    color: AMBER,
    title: clip(number === undefined ? card.title : `${number}. ${card.title}`, MAX_TITLE),
    description: lines.filter(Boolean).join('\n'),
    ...(card.trailer === undefined ? {} : { url: card.trailer }),
    ...(poster && /^https?:/.test(poster) ? { thumbnail: { url: poster } } : {}),
  };
}

const literal = (text: string): string =>
  renderDiscord([{ type: 'paragraph', children: [{ type: 'text', text: text.replaceAll(/\s+/g, ' ') }] }]);

function minutes(runtime: number | undefined, locale: Locale): string | undefined {
  if (runtime === undefined) return undefined;
  return locale === 'ko' ? `${runtime}분` : `${runtime} min`;
}

function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = text;
  for (let count = limit - 1; kept.length >= limit; count--) kept = firstGraphemes(text, count);
  return `${kept.trimEnd()}…`;
}

type CardButton = 'like' | 'info' | 'review' | 'watch';

const LABELS: Record<CardButton, Record<Locale, (number: number | undefined) => string>> = {
  like: {
    en: (number) => (number === undefined ? 'More like it' : `More like ${number}`),
    ko: (number) => (number === undefined ? '비슷한 영화' : `${number}번과 비슷한 영화`),
  },
  info: {
    en: (number) => (number === undefined ? 'Info' : `Info ${number}`),
    ko: (number) => (number === undefined ? '정보' : `${number}번 정보`),
  },
  review: { en: () => 'Review', ko: () => '리뷰 쓰기' },
  watch: {
    en: (number) => (number === undefined ? 'Watch later' : `Later ${number}`),
    ko: (number) => (number === undefined ? '보고 싶어요' : `${number}번 보고 싶어요`),
  },
};

function buttonRows(cards: readonly FilmCard[], locale: Locale): CardMessage['components'] {
  const button = (what: CardButton, { movieId }: FilmCard, index: number): APIButtonComponent => ({
    type: ComponentType.Button,
    style: what === 'like' ? ButtonStyle.Primary : ButtonStyle.Secondary,
    label: LABELS[what][locale](cards.length > 1 ? index + 1 : undefined),
    custom_id: `matinee:${what}:${movieId}`,
  });
  const pressable = cards
    .map((card, index) => ({ card, index }))
    .filter(({ card }) => `matinee:review:${card.movieId}`.length <= MAX_CUSTOM_ID);
  const unique = pressable.filter(
    ({ card }, at) => pressable.findIndex((other) => other.card.movieId === card.movieId) === at,
  );
  const rowOf = (buttons: APIButtonComponent[]): CardMessage['components'][number] => ({
    type: ComponentType.ActionRow,
    components: buttons,
  });
  if (cards.length === 1) {
    return unique.map(({ card, index }) =>
      rowOf([button('like', card, index), button('review', card, index), button('watch', card, index)]),
    );
  }
  const rows: CardMessage['components'] = [];
  for (let from = 0; from < unique.length; from += ROW) {
    const some = unique.slice(from, from + ROW);
    rows.push(rowOf(some.map(({ card, index }) => button('like', card, index))));
    rows.push(rowOf(some.map(({ card, index }) => button('info', card, index))));
    // Discord takes five rows.
    if (unique.length <= ROW) rows.push(rowOf(some.map(({ card, index }) => button('watch', card, index))));
  }
  return rows;
}

/** The command a button stands for; null for a button that is not ours. */
export function commandOfButton(customId: string): ParsedCommand | null {
  const [, what = '', movieId] = /^matinee:(like|info|review|watch):(.+)$/.exec(customId) ?? [];
  if (movieId === undefined) return null;
  if (what === 'like') return { name: 'recommend', options: { like: movieId } };
  const names = { review: 'review', watch: 'watchlist add', info: 'info' } as const;
  return { name: names[what as keyof typeof names], options: { title: movieId } };
}
