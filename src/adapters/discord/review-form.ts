import { randomBytes } from 'node:crypto';
import {
  ButtonStyle,
  ComponentType,
  TextInputStyle,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APISelectMenuOption,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { SubmittedReview } from '../../core/commands/command-runner.ts';
import { Recently } from '../../core/delivery/recently.ts';
import { firstGraphemes } from '../../core/markup/clean-text.ts';
import { REVIEW_LENGTH } from '../../core/reviews/review.ts';
import { drawStars } from '../../core/reviews/stars.ts';
import type { ReviewForm } from '../../protocol/frames.ts';
import type { CardMessage } from './card-embeds.ts';

type Locale = 'en' | 'ko';

const MAX_TITLE = 45;
const MAX_CUSTOM_ID = 100;
/** How long what somebody typed is kept when it was not taken, ms. */
const KEPT_MS = 30 * 60_000;

const WORDS = {
  en: {
    rating: 'Stars',
    choose: 'Half a star to five',
    text: 'What do you say?',
    textHint: 'Markdown and ||spoilers|| work.',
    flags: 'More',
    spoiler: 'Spoilers: hide the text until asked for',
    share: 'Show it in rooms about this film',
    none: 'Nothing chosen',
    write: 'Write the review',
    again: 'Go on with what I wrote',
  },
  ko: {
    rating: '별점',
    choose: '0.5점부터 5점까지',
    text: '어떠셨어요?',
    textHint: '마크다운과 ||스포일러||를 쓸 수 있어요.',
    flags: '더 고르기',
    spoiler: '스포일러: 누르기 전에는 글을 가려요',
    share: '이 영화의 방에 보여요',
    none: '고르지 않음',
    write: '리뷰 쓰기',
    again: '쓰던 글로 계속하기',
  },
} as const;

/** The review form as a modal, filled in. */
export function reviewModal(form: ReviewForm, locale: Locale): APIModalInteractionResponseCallbackData {
  const words = WORDS[locale];
  const stars = Array.from({ length: 10 }, (_, index): APISelectMenuOption => {
    const rating = 5 - index / 2;
    const chosen = form.rating === rating;
    return {
      label: `${drawStars(rating)} ${rating}`,
      value: String(rating),
      ...(chosen ? { default: true } : {}),
    };
  });
  const flags: APISelectMenuOption[] = [
    { label: words.spoiler, value: 'spoiler', ...(form.spoiler ? { default: true } : {}) },
  ];
  if (form.share !== undefined) {
    flags.push({ label: words.share, value: 'share', ...(form.share ? { default: true } : {}) });
  }
  const rows: APILabelComponent[] = [
    {
      type: ComponentType.Label,
      label: words.rating,
      component: {
        type: ComponentType.StringSelect,
        custom_id: 'rating',
        placeholder: words.choose,
        options: stars,
      },
    },
    {
      type: ComponentType.Label,
      label: words.text,
      description: words.textHint,
      component: {
        type: ComponentType.TextInput,
        custom_id: 'text',
        style: TextInputStyle.Paragraph,
        max_length: REVIEW_LENGTH,
        required: false,
        ...(form.text === '' ? {} : { value: form.text.slice(0, REVIEW_LENGTH) }),
      },
    },
    {
      type: ComponentType.Label,
      label: words.flags,
      component: {
        type: ComponentType.StringSelect,
        custom_id: 'flags',
        placeholder: words.none,
        min_values: 0,
        max_values: flags.length,
        required: false,
        options: flags,
      },
    },
  ];
  const { movie } = form;
  const title = movie.year === undefined ? movie.title : `${movie.title} (${movie.year})`;
  return {
    custom_id: `matinee:review-form:${form.share === undefined ? '-' : 's'}:${movie.movieId}`,
    title: clip(title),
    components: rows,
  };
}

/** Whether a form about this film can be opened at all: its id has to fit beside ours. */
export const fitsForm = ({ movie }: ReviewForm): boolean =>
  `matinee:review-form:s:${movie.movieId}`.length <= MAX_CUSTOM_ID;

/** The form as somebody sent it; null for a form that is not ours. */
export function submittedReview(sent: ModalSubmitInteraction): SubmittedReview | null {
  const [, offered, movieId] = /^matinee:review-form:([s-]):(.+)$/.exec(sent.customId) ?? [];
  if (movieId === undefined) return null;
  const flags = sent.fields.getStringSelectValues('flags');
  return {
    movieId,
    rating: sent.fields.getStringSelectValues('rating')[0] ?? '',
    text: sent.fields.getTextInputValue('text'),
    spoiler: flags.includes('spoiler'),
    ...(offered === 's' ? { share: flags.includes('share') } : {}),
  };
}

/** What was typed and not taken, so that a button can open the form with it again. */
export class Drafts {
  readonly #kept = new Recently<ReviewForm>(KEPT_MS);

  /** The button that opens the form: `again` where it was sent before. */
  button(form: ReviewForm, locale: Locale, again: boolean): CardMessage['components'] {
    const key = randomBytes(9).toString('base64url');
    this.#kept.set(key, form);
    return [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.Button,
            style: ButtonStyle.Primary,
            custom_id: `matinee:draft:${key}`,
            label: WORDS[locale][again ? 'again' : 'write'],
          },
        ],
      },
    ];
  }

  /** The form behind a button; null when it is not such a button, undefined when it is forgotten. */
  of(customId: string): ReviewForm | null | undefined {
    const key = /^matinee:draft:(.+)$/.exec(customId)?.[1];
    return key === undefined ? null : this.#kept.get(key);
  }
}

function clip(title: string): string {
  let kept = title;
  for (let count = MAX_TITLE; kept.length > MAX_TITLE; count--) kept = firstGraphemes(title, count);
  return kept;
}
