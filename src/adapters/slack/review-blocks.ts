import type { types } from '@slack/bolt';
import { cleanName, firstGraphemes } from '../../core/markup/clean-text.ts';
import { parseMarkdown } from '../../core/markup/matinee-markdown.ts';
import { plainText } from '../../core/markup/plain-text.ts';
import { bothTitles, drawStars } from '../../core/reviews/stars.ts';
import type { ReviewInRoom, ReviewView } from '../../protocol/frames.ts';
import { taggedName } from '../../protocol/tagged-name.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import { fetchableAddress } from './public-address.ts';

export const SHOW_REVIEW = 'review_show';
export const LIKE_REVIEW = 'review_like';

const MAX_ALT = 300;
/** A review in a list is shown so far. */
const MAX_TEXT = 500;

const WORDS = {
  en: {
    spoiler: 'Spoilers: hidden until you ask.',
    show: 'Show spoilers',
    more: 'Read all',
    like: 'Helpful',
  },
  ko: {
    spoiler: '스포일러가 있어 가려 두었어요.',
    show: '스포일러 보기',
    more: '전체 보기',
    like: '도움됐어요',
  },
} as const;

/** The film and its stars, to stand above the text of a review that is shown in a room. */
export function reviewHead(review: ReviewInRoom, publicUrl: string): types.KnownBlock[] {
  const { film, rating } = review;
  const title = firstGraphemes(bothTitles(film), MAX_ALT);
  const poster = fetchableAddress(publicUrl, film.posterUrl);
  const head: types.SectionBlock = {
    type: 'section',
    text: {
      type: 'mrkdwn',
      text: `*${literal(title)}*\n${drawStars(rating)} ${rating.toFixed(1)}`,
      verbatim: true,
    },
    ...(poster === undefined
      ? {}
      : { accessory: { type: 'image', image_url: poster, alt_text: title.slice(0, MAX_ALT) } }),
  };
  if (film.attribution === undefined) return [head];
  const source: types.PlainTextElement = { type: 'plain_text', text: film.attribution, emoji: false };
  return [head, { type: 'context', elements: [source] }];
}

/** What notifications say of it. */
export const reviewAsText = ({ film, rating }: ReviewInRoom): string =>
  escapeMrkdwn(`${bothTitles(film)} ${drawStars(rating)}`);

/** Reviews of one film as a list; what spoils, or is long, is a press away and then for one person's eyes. */
export function reviewBlocks(reviews: readonly ReviewView[], locale: 'en' | 'ko'): types.KnownBlock[] {
  return reviews.flatMap((review) => reviewBlock(review, locale));
}

function reviewBlock(review: ReviewView, locale: 'en' | 'ko'): types.KnownBlock[] {
  const words = WORDS[locale];
  const { id, author, rating, spoiler, likes, comments } = review;
  const tree = parseMarkdown(review.text);
  const whole = plainText(tree);
  const shown = firstGraphemes(whole, MAX_TEXT);
  const masked = whole !== plainText(tree, { spoilers: 'show' });
  const hides = review.text !== '' && (spoiler || masked);
  const text = spoiler
    ? review.text === ''
      ? ''
      : `_${words.spoiler}_`
    : literal(shown) + (shown === whole ? '' : '…');
  const head = `*${literal(taggedName({ ...author, name: cleanName(author.name) || '?' }))}*  ${drawStars(rating)} ${rating.toFixed(1)}`;
  const button = (action: string, label: string): types.Button => ({
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: label },
    value: id,
  });
  return [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: [head, text].filter(Boolean).join('\n'), verbatim: true },
    },
    {
      type: 'actions',
      elements: [
        button(LIKE_REVIEW, `${words.like} ♥ ${likes}`),
        ...(hides
          ? [button(SHOW_REVIEW, words.show)]
          : shown === whole
            ? []
            : [button(SHOW_REVIEW, words.more)]),
      ],
    },
    ...(comments === 0 ? [] : [context(`💬 ${comments}`)]),
  ];
}

const context = (text: string): types.ContextBlock => ({
  type: 'context',
  elements: [{ type: 'plain_text', text, emoji: true }],
});

/** Zero-width spaces keep Slack from reading marks in what people wrote. */
const literal = (text: string): string => escapeMrkdwn(text).replaceAll(/[*_~`]/g, '\u200B$&\u200B');
