import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { SubmittedReview } from '../../core/commands/command-runner.ts';
import { firstGraphemes } from '../../core/markup/clean-text.ts';
import { drawStars } from '../../core/reviews/stars.ts';
import type { ReviewForm } from '../../protocol/frames.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import { fetchableAddress } from './public-address.ts';

type Locale = 'en' | 'ko';

export const REVIEW_FORM = 'review_form';
/** The block under which it is said what is wrong. */
export const TEXT_BLOCK = 'text';

/** Slack takes so much in one input; a longer review goes on in a second one. */
const MAX_INPUT = 3000;
const MAX_TITLE = 150;

const WORDS = {
  en: {
    title: 'Review',
    submit: 'Save',
    close: 'Cancel',
    rating: 'Stars',
    choose: 'Half a star to five',
    text: 'What do you say?',
    more: 'And further',
    hint: 'Markdown and ||spoilers|| work.',
    flags: 'More',
    spoiler: 'Spoilers: hide the text until asked for',
    share: 'Show it in rooms about this film',
  },
  ko: {
    title: '리뷰',
    submit: '저장',
    close: '취소',
    rating: '별점',
    choose: '0.5점부터 5점까지',
    text: '어떠셨어요?',
    more: '이어서',
    hint: '마크다운과 ||스포일러||를 쓸 수 있어요.',
    flags: '더 고르기',
    spoiler: '스포일러: 누르기 전에는 글을 가려요',
    share: '이 영화의 방에 보여요',
  },
} as const;

/** What the form has to know when it comes back. */
const BEHIND = z.object({
  movieId: z.string(),
  channelId: z.string(),
  channelName: z.string(),
  offered: z.boolean(),
});
type Behind = z.infer<typeof BEHIND>;

const CHOSEN = z.looseObject({ value: z.string() });
const SENT = z.looseObject({
  private_metadata: z.string(),
  state: z.looseObject({
    values: z.looseObject({
      rating: z.looseObject({ rating: z.looseObject({ selected_option: CHOSEN.nullish() }) }),
      text: z.looseObject({ text: z.looseObject({ value: z.string().nullish() }) }),
      more: z.looseObject({ more: z.looseObject({ value: z.string().nullish() }) }).optional(),
      flags: z.looseObject({ flags: z.looseObject({ selected_options: z.array(CHOSEN).nullish() }) }),
    }),
  }),
});

const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });
const option = (text: string, value: string): types.PlainTextOption => ({ text: plain(text), value });

/** The review form as a modal, filled in. */
export function reviewModal(
  form: ReviewForm,
  locale: Locale,
  publicUrl: string,
  place: { channelId: string; channelName: string },
): types.ModalView {
  const words = WORDS[locale];
  const stars = Array.from({ length: 10 }, (_, index) => 5 - index / 2).map((rating) =>
    option(`${drawStars(rating)} ${rating}`, String(rating)),
  );
  const chosen = stars.find(({ value }) => value === String(form.rating));
  const spoiler = option(words.spoiler, 'spoiler');
  const share = option(words.share, 'share');
  const ticked = [...(form.spoiler ? [spoiler] : []), ...(form.share === true ? [share] : [])];
  const behind: Behind = { ...place, movieId: form.movie.movieId, offered: form.share !== undefined };
  const [text, more] = halves(form.text);
  return {
    type: 'modal',
    callback_id: REVIEW_FORM,
    private_metadata: JSON.stringify(behind),
    title: plain(words.title),
    submit: plain(words.submit),
    close: plain(words.close),
    blocks: [
      filmBlock(form, publicUrl),
      {
        type: 'input',
        block_id: 'rating',
        label: plain(words.rating),
        element: {
          type: 'static_select',
          action_id: 'rating',
          placeholder: plain(words.choose),
          options: stars,
          ...(chosen ? { initial_option: chosen } : {}),
        },
      },
      textBlock('text', words.text, text, words.hint),
      ...(more === '' ? [] : [textBlock('more', words.more, more)]),
      {
        type: 'input',
        block_id: 'flags',
        optional: true,
        label: plain(words.flags),
        element: {
          type: 'checkboxes',
          action_id: 'flags',
          options: behind.offered ? [spoiler, share] : [spoiler],
          ...(ticked.length > 0 ? { initial_options: ticked } : {}),
        },
      },
    ],
  };
}

function filmBlock({ movie }: ReviewForm, publicUrl: string): types.SectionBlock {
  const title = firstGraphemes(movie.title, MAX_TITLE);
  const poster = fetchableAddress(publicUrl, movie.posterUrl);
  const about = movie.year === undefined ? title : `${title} (${movie.year})`;
  return {
    type: 'section',
    text: {
      type: 'mrkdwn',
      text: `*${escapeMrkdwn(about).replaceAll(/[*_~`]/g, '\u200B$&\u200B')}*`,
      verbatim: true,
    },
    ...(poster === undefined ? {} : { accessory: { type: 'image', image_url: poster, alt_text: title } }),
  };
}

function textBlock(id: string, label: string, value: string, hint?: string): types.InputBlock {
  return {
    type: 'input',
    block_id: id,
    optional: true,
    label: plain(label),
    ...(hint === undefined ? {} : { hint: plain(hint) }),
    element: {
      type: 'plain_text_input',
      action_id: id,
      multiline: true,
      max_length: MAX_INPUT,
      ...(value === '' ? {} : { initial_value: value }),
    },
  };
}

/** Cut where the first input ends, never inside a surrogate pair. */
function halves(text: string): [string, string] {
  if (text.length <= MAX_INPUT) return [text, ''];
  const end = /[\uD800-\uDBFF]/.test(text.charAt(MAX_INPUT - 1)) ? MAX_INPUT - 1 : MAX_INPUT;
  return [text.slice(0, end), text.slice(end)];
}

/** The form as somebody sent it, and where it was opened. */
export function submittedReview(view: unknown): {
  sent: SubmittedReview;
  channelId: string;
  channelName: string;
} {
  const { private_metadata, state } = SENT.parse(view);
  const { movieId, offered, ...place } = BEHIND.parse(JSON.parse(private_metadata));
  const { rating, text, more, flags } = state.values;
  const ticked = (flags.flags.selected_options ?? []).map(({ value }) => value);
  return {
    ...place,
    sent: {
      movieId,
      rating: rating.rating.selected_option?.value ?? '',
      text: `${text.text.value ?? ''}${more?.more.value ?? ''}`,
      spoiler: ticked.includes('spoiler'),
      ...(offered ? { share: ticked.includes('share') } : {}),
    },
  };
}
