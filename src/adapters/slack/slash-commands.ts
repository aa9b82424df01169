import { RespondError, type App, type types, type ViewSubmitAction } from '@slack/bolt';
import { z } from 'zod';
import type { ChannelLook, CommandContext, ParsedCommand } from '../../core/commands/command-runner.ts';
import { parseCommand } from '../../core/commands/parse-command.ts';
import type { ChannelRef } from '../../core/delivery/link.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Answer, MessageView } from '../../protocol/frames.ts';
import { cardBlocks, cardsAsText, choiceBlocks, commandOfButton, FILM_CHOICE } from './card-blocks.ts';
import type { ChannelDoor, Place } from './channel-door.ts';
import { attachmentParts, noticeParts, SHOW_SPOILER, spoilerParts, uncoveredParts } from './content.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import type { People, SlackPerson } from './people.ts';
import type { Pictures } from './pictures.ts';
import { VOTE } from './poll-blocks.ts';
import { LIKE_REVIEW, reviewBlocks, SHOW_REVIEW } from './review-blocks.ts';
import { REVIEW_FORM } from './review-form.ts';
import { formButton, ReviewForms } from './review-forms.ts';
import type { SlackCore } from './slack-core.ts';
import type { Workspaces } from './workspaces.ts';

/** Slack takes so many answers to one command. */
const MAX_ANSWERS = 5;
const RESPOND_PAUSE_MS = 1_000;
const COPY_PAUSES_MS = [100, 300, 900];
/** What only those who may manage a channel do, and only where the app can see it. */
const MANAGING = new Set(['room open', 'room link', 'room unlink']);

const TRY_AGAIN =
  'Something is in the way just now. Try again in a moment.\n지금은 할 수 없어요. 잠시 뒤에 다시 해 보세요.';

const COMMAND = z.object({
  team_id: z.string(),
  channel_id: z.string(),
  channel_name: z.string().default(''),
  user_id: z.string(),
  trigger_id: z.string().default(''),
  text: z.string().default(''),
});

const PRESSED = z.object({
  team: z.looseObject({ id: z.string() }),
  user: z.looseObject({ id: z.string() }),
  channel: z.looseObject({ id: z.string(), name: z.string().default('') }),
  container: z.looseObject({ message_ts: z.string() }),
  trigger_id: z.string().default(''),
});

const SUBMITTED = z.object({
  team: z.looseObject({ id: z.string() }),
  user: z.looseObject({ id: z.string() }),
});

const BUTTON = z.looseObject({ action_id: z.string(), value: z.string().default('') });

const VOTED = z.looseObject({ action_ts: z.string(), value: z.string() });

interface Reply {
  response_type: 'in_channel' | 'ephemeral';
  replace_original: false;
  unfurl_links: false;
  unfurl_media: false;
  text: string;
  blocks?: types.KnownBlock[];
}

/** How an answer goes back: to the address Slack gave with the command. */
type Respond = (reply: Reply) => Promise<unknown>;

/** The same, once more when Slack itself was in trouble: then nothing was shown. */
const patiently =
  (respond: Respond): Respond =>
  async (reply) => {
    try {
      return await respond(reply);
    } catch (error) {
      if (!(error instanceof RespondError) || (error.statusCode < 500 && error.statusCode !== 429))
        throw error;
      await new Promise((resolve) => setTimeout(resolve, RESPOND_PAUSE_MS));
      return respond(reply);
    }
  };

export interface CommandParts {
  core: Pick<SlackCore, 'commands' | 'people' | 'polls' | 'inbox' | 'links' | 'messages' | 'publicUrl'>;
  workspaces: Workspaces;
  people: People;
  door: ChannelDoor;
  pictures: Pictures;
  logger: Logger;
}

/** How an answer goes back, and what opens a form for a moment. */
interface Way {
  respond: Respond;
  trigger: string;
  place: Place;
}

/** Slash commands and the buttons under cards and spoilers. What commands mean is the core's to say. */
export class SlashCommands {
  readonly #forms: ReviewForms;

  constructor(private readonly parts: CommandParts) {
    this.#forms = new ReviewForms(parts, async (place) => (await this.#contextOf(place)).context);
  }

  listen(app: App): void {
    // Slack waits three seconds for the acknowledgement, so it comes before anything else.
    app.command(/.*/, async ({ ack, payload, respond }) => {
      await ack();
      await this.#carefully(() => this.#command(COMMAND.parse(payload), patiently(respond)), respond);
    });
    app.action(/^film_(?:like|info|review|watch)$/, async ({ ack, body, payload, respond }) => {
      await ack();
      await this.#carefully(
        () => this.#film(PRESSED.parse(body), BUTTON.parse(payload), patiently(respond)),
        respond,
      );
    });
    app.action(new RegExp(`^${FILM_CHOICE}_\\d$`), async ({ ack, body, payload, respond }) => {
      await ack();
      await this.#carefully(
        () => this.#chosen(PRESSED.parse(body), BUTTON.parse(payload), patiently(respond)),
        respond,
      );
    });
    app.action(new RegExp(`^(?:${LIKE_REVIEW}|${SHOW_REVIEW})$`), async ({ ack, body, payload, respond }) => {
      await ack();
      await this.#carefully(
        () => this.#reviewPressed(PRESSED.parse(body), BUTTON.parse(payload), patiently(respond)),
        respond,
      );
    });
    app.view<ViewSubmitAction>(REVIEW_FORM, async ({ ack, body, view }) => {
      const by = SUBMITTED.parse(body);
      await this.#carefully(() => this.#forms.take({ teamId: by.team.id, userId: by.user.id }, view, ack));
    });
    app.action(VOTE, async ({ ack, body, payload, respond }) => {
      await ack();
      await this.#carefully(
        () => this.#vote(PRESSED.parse(body), VOTED.parse(payload), patiently(respond)),
        respond,
      );
    });
    app.action(SHOW_SPOILER, async ({ ack, body, respond }) => {
      await ack();
      await this.#carefully(() => this.#spoiler(PRESSED.parse(body), patiently(respond)), respond);
    });
  }

  async #command(asked: z.infer<typeof COMMAND>, respond: Respond): Promise<void> {
    const place = placeOf(asked);
    const text = unescape(asked.text);
    const { context, person } = await this.#contextOf(place);
    const parsed = parseCommand(text);
    const { channel } = context;
    if (channel && 'name' in parsed && MANAGING.has(parsed.name)) {
      const refusal = await this.parts.door.enter(place, () => channel.look(), person.locale);
      if (refusal !== null) return this.#answer(refusal, person.locale, respond);
    }
    const answer = await this.parts.core.commands.runText(text, context);
    await this.#answerOrForm(answer, person.locale, { respond, trigger: asked.trigger_id, place });
  }

  async #film(
    pressed: z.infer<typeof PRESSED>,
    button: z.infer<typeof BUTTON>,
    respond: Respond,
  ): Promise<void> {
    const command: ParsedCommand | null = commandOfButton(button.action_id, button.value);
    if (command)
      await this.#pressed(pressed, respond, (context) => this.parts.core.commands.run(command, context));
  }

  /** The film that was meant: the command behind it is carried out as if it had been typed so. */
  #chosen(
    pressed: z.infer<typeof PRESSED>,
    { value }: z.infer<typeof BUTTON>,
    respond: Respond,
  ): Promise<void> {
    return this.#pressed(pressed, respond, (context) => this.parts.core.commands.runText(value, context));
  }

  /** Whoever presses a button gets the answer alone: it is the second look of one person. */
  async #pressed(
    pressed: z.infer<typeof PRESSED>,
    respond: Respond,
    work: (context: CommandContext) => Promise<Answer>,
  ): Promise<void> {
    const place = placeOfButton(pressed);
    const { context, person } = await this.#contextOf(place);
    const answer = await work(context);
    const way = { respond, trigger: pressed.trigger_id, place };
    await this.#answerOrForm({ ...answer, to: 'sender' }, person.locale, way);
  }

  /** A form opens while Slack remembers what was typed or pressed; afterwards a button is pressed anew for it. */
  async #answerOrForm(answer: Answer, locale: 'en' | 'ko', way: Way): Promise<void> {
    if (!answer.form) return this.#answer(answer, locale, way.respond);
    if (await this.#forms.open(answer.form, locale, way.trigger, way.place)) return;
    const [part = { text: '', blocks: [] }] = noticeParts(answer.text);
    const blocks = [...part.blocks, formButton(answer.form, locale)];
    await way.respond(replyOf('ephemeral', { ...part, blocks }));
  }

  async #reviewPressed(
    pressed: z.infer<typeof PRESSED>,
    button: z.infer<typeof BUTTON>,
    respond: Respond,
  ): Promise<void> {
    const { context, person } = await this.#contextOf(placeOfButton(pressed));
    const what = button.action_id === LIKE_REVIEW ? 'like' : 'read';
    const answer = await this.parts.core.commands.pressReview(what, button.value, context);
    // Who asked to see it sees all of it: Slack has no spoilers to hide it behind again.
    await this.#answer(answer, person.locale, respond, { spoilers: what === 'read' });
  }

  /** A vote that counts shows in the message itself; what is refused is said to who pressed. */
  async #vote(
    pressed: z.infer<typeof PRESSED>,
    { action_ts: at, value: button }: z.infer<typeof VOTED>,
    respond: Respond,
  ): Promise<void> {
    const { context } = await this.#contextOf(placeOfButton(pressed));
    const { person, locale, channel } = context;
    const press = { channel, person, locale, button, pressId: `${at}:${person.id}` };
    const refusal = await this.parts.core.polls.press(press);
    for (const part of refusal === null ? [] : noticeParts(refusal))
      await respond(replyOf('ephemeral', part));
  }

  async #spoiler(pressed: z.infer<typeof PRESSED>, respond: Respond): Promise<void> {
    const { workspaces, people, pictures } = this.parts;
    const { teamId, channelId, userId } = placeOfButton(pressed);
    const line = await this.#lineOf(
      { platform: 'slack', tenantId: teamId, channelId },
      pressed.container.message_ts,
    );
    const parts = line === undefined ? [] : spoilerParts(line.text);
    const covered = line?.attachments?.filter(({ spoiler, kind }) => spoiler && kind !== 'file') ?? [];
    if (covered.length > 0) {
      const workspace = await workspaces.of(teamId);
      const { blocks, lines } = await pictures.show({ workspace, channelId }, covered, { uncovered: true });
      if (blocks.length > 0) parts.push({ text: blocks.map((block) => block.alt_text).join(', '), blocks });
      parts.push(...attachmentParts(lines));
    }
    if (parts.length === 0) {
      const { locale } = await people.resolve(await workspaces.of(teamId), userId);
      const gone = { en: 'This spoiler is no longer there.', ko: '이 스포일러는 이제 없어요.' };
      parts.push(...noticeParts(gone[locale]));
    }
    for (const part of parts.slice(0, MAX_ANSWERS)) await respond(replyOf('ephemeral', part));
  }

  /** The line behind a copy; quick fingers press before it is noted whose copy it is. */
  async #lineOf(channel: ChannelRef, ts: string): Promise<MessageView | undefined> {
    const { inbox, links, messages } = this.parts.core;
    const link = await inbox.linkOf(channel);
    if (!link) return undefined;
    for (const pause of [...COPY_PAUSES_MS, null]) {
      const copy = await links.copyAt(link.id, ts);
      if (copy) return (await messages.some(link.roomId, [copy.seq])).get(copy.seq);
      if (pause !== null) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return undefined;
  }

  async #contextOf(place: Place): Promise<{ context: CommandContext; person: SlackPerson }> {
    const { core, workspaces, people, door } = this.parts;
    const workspace = await workspaces.of(place.teamId);
    const found = await people.resolve(workspace, place.userId);
    const { identity, name, avatar, locale } = found;
    const person = await core.people.meet({ identity, name, avatar: avatar ?? null, locale });
    const context: CommandContext = { person, via: 'slack', locale };
    // A direct message is no place for a room.
    if (!/^[CG]/.test(place.channelId)) return { context, person: found };
    let looking: Promise<ChannelLook> | undefined;
    context.channel = {
      platform: 'slack',
      tenantId: place.teamId,
      channelId: place.channelId,
      look: () => (looking ??= door.look(place)),
    };
    return { context, person: found };
  }

  async #answer(
    answer: Answer,
    locale: 'en' | 'ko',
    respond: Respond,
    { spoilers = false } = {},
  ): Promise<void> {
    const hidden = answer.to === 'sender' || answer.refused === true;
    const parts = answer.text.trim() === '' ? [] : (spoilers ? uncoveredParts : noticeParts)(answer.text);
    if (answer.cards.length > 0) {
      const last = parts.pop();
      const before = last?.blocks ?? [];
      const reserved = Buffer.byteLength(JSON.stringify(before));
      parts.push({
        text: [last?.text, cardsAsText(answer.cards)].filter(Boolean).join('\n'),
        blocks: [...before, ...cardBlocks(answer.cards, locale, this.parts.core.publicUrl, reserved)],
      });
    }
    if (answer.reviews?.length) {
      const last = parts.pop();
      const blocks = [...(last?.blocks ?? []), ...reviewBlocks(answer.reviews, locale)];
      parts.push({ text: last?.text ?? '', blocks });
    }
    if (answer.choices?.length) {
      const last = parts.pop();
      const labels = escapeMrkdwn(answer.choices.map(({ label }) => label).join(', '));
      parts.push({
        text: [last?.text, labels].filter(Boolean).join('\n'),
        blocks: [...(last?.blocks ?? []), ...choiceBlocks(answer.choices)],
      });
    }
    for (const part of parts.slice(0, MAX_ANSWERS)) {
      await respond(replyOf(hidden ? 'ephemeral' : 'in_channel', part));
    }
  }

  /** Whoever asked hears of it when something is in the way, in both languages: theirs may be what was not to be found out. */
  async #carefully(work: () => Promise<void>, respond?: Respond): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.logger.error({ err: error }, 'a command from Slack could not be answered');
      try {
        for (const part of respond ? noticeParts(TRY_AGAIN) : []) await respond?.(replyOf('ephemeral', part));
      } catch (failed) {
        this.parts.logger.warn({ err: failed }, 'nor could this be said on Slack');
      }
    }
  }
}

function replyOf(to: Reply['response_type'], part: { text: string; blocks: types.KnownBlock[] }): Reply {
  return {
    response_type: to,
    replace_original: false,
    unfurl_links: false,
    unfurl_media: false,
    text: part.text,
    ...(part.blocks.length > 0 ? { blocks: part.blocks } : {}),
  };
}

const placeOf = (asked: z.infer<typeof COMMAND>): Place => ({
  teamId: asked.team_id,
  channelId: asked.channel_id,
  channelName: asked.channel_name,
  userId: asked.user_id,
});

const placeOfButton = ({ team, channel, user }: z.infer<typeof PRESSED>): Place => ({
  teamId: team.id,
  channelId: channel.id,
  channelName: channel.name,
  userId: user.id,
});

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
