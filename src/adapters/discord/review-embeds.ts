import { ButtonStyle, ComponentType, type APIButtonComponent, type APIEmbed } from 'discord.js';
import { cleanName, firstGraphemes } from '../../core/markup/clean-text.ts';
import { cutBlocks } from '../../core/markup/cut-tree.ts';
import { parseMarkdown } from '../../core/markup/matinee-markdown.ts';
import type { Tree } from '../../core/markup/tree.ts';
import { bothTitles, drawStars } from '../../core/reviews/stars.ts';
import type { ReviewInRoom, ReviewView } from '../../protocol/frames.ts';
import { taggedName } from '../../protocol/tagged-name.ts';
import { publicAddress } from '../../core/delivery/public-address.ts';
import type { CardMessage } from './card-embeds.ts';
import { renderDiscord } from './markdown.ts';

const AMBER = 0xf2a93b;
/** Discord's limits: a title, and what all embeds of a message may hold together. */
const MAX_TITLE = 256;
const MAX_TOTAL = 6000;
/** As many as there are buttons in a row. */
const MAX_EMBEDS = 5;
/** A review in a list is shown so far; the whole of it is a press away. */
const MAX_TEXT = 900;

/** The film and its stars, to stand under the text of a review that is shown in a room. */
export function reviewEmbed(review: ReviewInRoom, publicUrl: string): APIEmbed {
  const { film, rating } = review;
  const poster = film.posterUrl === undefined ? '' : publicAddress(publicUrl, film.posterUrl);
  return {
    color: AMBER,
    title: firstGraphemes(bothTitles(film), MAX_TITLE).slice(0, MAX_TITLE),
    description: `${drawStars(rating)} ${rating.toFixed(1)}`,
    ...(/^https?:/.test(poster) ? { thumbnail: { url: poster } } : {}),
    ...(film.attribution === undefined ? {} : { footer: { text: film.attribution } }),
  };
}

const LABELS = {
  en: { like: (number: number) => `Helpful: ${number}`, read: (number: number) => `Read all of ${number}` },
  ko: {
    like: (number: number) => `${number}번 도움됐어요`,
    read: (number: number) => `${number}번 전체 보기`,
  },
} as const;

/** Reviews of one film as a list, each with a button; a spoiler is hidden until it is pressed. As many as fit. */
export function reviewMessage(reviews: readonly ReviewView[], locale: 'en' | 'ko'): CardMessage {
  const embeds: APIEmbed[] = [];
  const cut: number[] = [];
  let total = 0;
  for (const review of reviews.slice(0, MAX_EMBEDS)) {
    const number = embeds.length + 1;
    const { author, rating, likes, comments, at, editedAt } = review;
    const tree: Tree = parseMarkdown(review.text);
    const guarded: Tree = review.spoiler ? [{ type: 'spoilerBlock', children: tree }] : tree;
    const [head, rest] = cutBlocks(guarded, (part) => renderDiscord(part).length - MAX_TEXT);
    const text = renderDiscord(head) + (rest.length > 0 ? ' …' : '');
    const embed: APIEmbed = {
      color: AMBER,
      author: {
        name: `${number}. ${taggedName({ ...author, name: cleanName(author.name).slice(0, 200) || '?' })}`,
      },
      description: [`${drawStars(rating)} ${rating.toFixed(1)}`, text].filter(Boolean).join('\n'),
      footer: { text: `♥ ${likes}  💬 ${comments}` },
      timestamp: editedAt ?? at,
    };
    total += (embed.description?.length ?? 0) + author.name.length + (embed.footer?.text.length ?? 0);
    if (total > MAX_TOTAL) break;
    embeds.push(embed);
    if (rest.length > 0) cut.push(number);
  }
  const button = (what: 'like' | 'read', number: number): APIButtonComponent => ({
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label: LABELS[locale][what](number),
    custom_id: `matinee:${what}-review:${reviews[number - 1]?.id ?? ''}`,
  });
  const rows = [
    embeds.map((_, index) => button('like', index + 1)),
    cut.map((number) => button('read', number)),
  ];
  return {
    embeds,
    components: rows
      .filter((buttons) => buttons.length > 0)
      .map((buttons) => ({ type: ComponentType.ActionRow, components: buttons })),
  };
}

/** What a button under a review stands for; null for another button. */
export function pressOfButton(customId: string): { button: 'like' | 'read'; reviewId: string } | null {
  const [, button, reviewId] = /^matinee:(like|read)-review:(.+)$/.exec(customId) ?? [];
  return reviewId === undefined ? null : { button: button === 'like' ? 'like' : 'read', reviewId };
}
