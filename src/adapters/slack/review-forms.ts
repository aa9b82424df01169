import type { AckFn, types, ViewResponseAction } from '@slack/bolt';
import type { CommandContext } from '../../core/commands/command-runner.ts';
import { parseMarkdown } from '../../core/markup/matinee-markdown.ts';
import { plainText } from '../../core/markup/plain-text.ts';
import type { Answer, ReviewForm } from '../../protocol/frames.ts';
import { FILM_REVIEW } from './card-blocks.ts';
import { noticeParts } from './content.ts';
import { slackCode } from './errors.ts';
import { reviewModal, submittedReview, TEXT_BLOCK } from './review-form.ts';
import type { Place } from './channel-door.ts';
import type { CommandParts } from './slash-commands.ts';

/** Slack waits three seconds for what becomes of a form. */
const PATIENCE_MS = 2_000;

/** Opens the review form and takes it back. */
export class ReviewForms {
  constructor(
    private readonly parts: Pick<CommandParts, 'core' | 'workspaces' | 'logger'>,
    private readonly contextOf: (place: Place) => Promise<CommandContext>,
  ) {}

  /** @param trigger what Slack gave with a command or a press, good for three seconds; false when it came too late */
  async open(form: ReviewForm, locale: 'en' | 'ko', trigger: string, place: Place): Promise<boolean> {
    try {
      const workspace = await this.parts.workspaces.of(place.teamId);
      const view = reviewModal(form, locale, this.parts.core.publicUrl, place);
      await workspace.careful.views.open({ trigger_id: trigger, view });
      return true;
    } catch (error) {
      this.parts.logger.info({ reason: slackCode(error) }, 'a form could not be opened on Slack');
      return false;
    }
  }

  /** What is wrong with a form is said in it, so that nothing typed is lost. */
  async take(
    by: { teamId: string; userId: string },
    view: unknown,
    ack: AckFn<ViewResponseAction>,
  ): Promise<void> {
    const { sent, channelId, channelName } = submittedReview(view);
    const place = { ...by, channelId, channelName };
    const answering = this.contextOf(place).then((context) =>
      this.parts.core.commands.submitReview(sent, context),
    );
    // Should Slack fail to hear of it first, nobody would be left to hear of this failing too.
    answering.catch(() => undefined);
    const answer = await Promise.race([answering, pause(PATIENCE_MS)]);
    if (answer?.refused) {
      const why = plainText(parseMarkdown(answer.text)).slice(0, 2_000);
      return ack({ response_action: 'errors', errors: { [TEXT_BLOCK]: why } });
    }
    await ack();
    await this.#tellAlone(place, await answering);
  }

  /** After a form there is no address to answer to. */
  async #tellAlone({ teamId, channelId, userId }: Place, answer: Answer): Promise<void> {
    try {
      const { careful } = await this.parts.workspaces.of(teamId);
      for (const { text, blocks } of noticeParts(answer.text)) {
        await careful.chat.postEphemeral({ channel: channelId, user: userId, text, blocks });
      }
    } catch (error) {
      // Not invited to where the form was opened: that it closed says that it was taken.
      this.parts.logger.info({ reason: slackCode(error) }, 'a review’s author could not be told on Slack');
    }
  }
}

/** Opens the form when the moment for it has passed. */
export function formButton({ movie }: ReviewForm, locale: 'en' | 'ko'): types.ActionsBlock {
  const label = { en: 'Write the review', ko: '리뷰 쓰기' }[locale];
  const text: types.PlainTextElement = { type: 'plain_text', text: label };
  return {
    type: 'actions',
    elements: [{ type: 'button', action_id: FILM_REVIEW, text, value: movie.movieId, style: 'primary' }],
  };
}

const pause = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
