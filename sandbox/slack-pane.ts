import { z } from 'zod';
import type { Places } from './cast.ts';
import type { PaneAction } from './pane-action.ts';
import type {
  Persona,
  SlackLine,
  SlackOutcome,
  SlackPane as Pane,
  SlackView,
  StreamEvent,
} from './page-protocol.ts';
import type { MessageView } from './slack/channel-view.ts';
import { unicodeOfEmoji } from './slack/emoji.ts';
import { SlackError } from './slack/errors.ts';
import type { SlackStandIn } from './slack/index.ts';
import type { CommandOutcome } from './slack/world.ts';

/** What the page keeps of a channel: the newest messages. */
const SHOWN = 150;
const COMMAND = '/movie';
const EMOJI_NAME = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g;

const as = z.string();
const text = z.string().max(12_000);
const choice = z.union([z.string(), z.array(z.string()), z.null()]);

/** The Slack side as the page shows it, and what its visitor may do there: what Slack's own client offers a person. */
export class SlackPane {
  readonly #slack: SlackStandIn;
  readonly #channelId: string;
  readonly actions: Record<string, PaneAction>;

  constructor(slack: SlackStandIn, { channelId }: Places['slack']) {
    this.#slack = slack;
    this.#channelId = channelId;
    this.actions = this.#makeActions();
  }

  snapshot(viewerId: string): Pane {
    const { world } = this.#slack;
    const channel = world.channel(this.#channelId);
    return {
      workspace: world.teams().find(({ id }) => id === channel.teamId)?.name ?? '',
      channel: { id: channel.id, name: channel.name, topic: channel.topic },
      people: world.users().map((user) => this.#persona(user)),
      channels: Object.fromEntries(world.channels().map(({ id, name }) => [id, name])),
      messages: world.channelView(this.#channelId, viewerId).slice(-SHOWN).map(withEmojis),
    };
  }

  /** The forms a viewer has open, the one on top last. */
  views(viewerId: string): SlackView[] {
    return this.#slack.world.openViews(viewerId).map(({ id, title, submit, close, blocks }) => ({
      id,
      title: plain(title),
      submit: plain(submit),
      close: plain(close),
      blocks,
    }));
  }

  /** Tells what changes on a viewer's screen; `again` when everything may have. */
  follow(viewerId: string, tell: (event: StreamEvent) => void, again: () => void): () => void {
    const { world } = this.#slack;
    return world.subscribe((change) => {
      switch (change.type) {
        case 'message.posted':
        case 'message.changed':
        case 'message.deleted':
          if (change.channelId === this.#channelId) this.#redraw(change.ts, change.threadTs, viewerId, tell);
          break;
        case 'ephemeral.posted':
        case 'ephemeral.changed':
        case 'ephemeral.deleted':
          if (change.channelId === this.#channelId && change.viewerId === viewerId) {
            this.#redraw(change.ts, this.#threadOf(change.ts), viewerId, tell);
          }
          break;
        case 'view.opened':
        case 'view.updated':
        case 'view.closed':
          if (change.userId === viewerId) tell({ type: 'slack.views', views: this.views(viewerId) });
          break;
        case 'channel.changed':
          again();
      }
    });
  }

  #threadOf(ts: string): string | undefined {
    return this.#slack.world.messageView(this.#channelId, ts)?.threadTs;
  }

  /** A reply is drawn with its parent, and by itself too when it was also sent to the channel. */
  #redraw(
    ts: string,
    threadTs: string | undefined,
    viewerId: string,
    tell: (event: StreamEvent) => void,
  ): void {
    const shown = this.#slack.world
      .channelView(this.#channelId, viewerId)
      .filter((message) => message.ts === ts || message.ts === threadTs);
    if (!shown.some((message) => message.ts === ts)) tell({ type: 'slack.gone', ts });
    for (const message of shown) tell({ type: 'slack.message', message: withEmojis(message) });
  }

  #persona(user: ReturnType<SlackStandIn['world']['users']>[number]): Persona {
    return {
      id: user.id,
      name: user.displayName || user.realName,
      avatarUrl: `${this.#slack.url}/avatars/${user.id}-72.png`,
      locale: user.locale.startsWith('ko') ? 'ko' : 'en',
      manages: user.isAdmin || user.isOwner,
      playable: user.botId === undefined,
    };
  }

  #makeActions(): Record<string, PaneAction> {
    const { world } = this.#slack;
    const channelId = this.#channelId;
    const action = <T extends z.ZodRawShape>(
      shape: T,
      run: (given: z.output<z.ZodObject<T>>) => unknown,
    ): PaneAction => {
      const schema = z.object(shape);
      return (body) => run(schema.parse(body));
    };
    const message = { as, ts: z.string() };
    return {
      say: action({ as, text, threadTs: z.string().optional() }, (given) => {
        world.say(given.as, channelId, { text: given.text, threadTs: given.threadTs });
      }),
      edit: action({ ...message, text }, (given) => {
        world.edit(given.as, channelId, given.ts, given.text);
      }),
      remove: action(message, (given) => world.remove(given.as, channelId, given.ts)),
      react: action({ ...message, emoji: z.string(), on: z.boolean() }, (given) => {
        if (given.on) world.react(given.as, channelId, given.ts, given.emoji);
        else world.unreact(given.as, channelId, given.ts, given.emoji);
      }),
      slash: action({ as, text }, async (given) => {
        const [command = COMMAND, ...words] = given.text.trim().split(/\s+/);
        return outcome(await world.slash(given.as, channelId, command, words.join(' ')));
      }),
      choose: action(
        { ...message, actionId: z.string(), blockId: z.string().optional(), choice },
        async (given) =>
          outcome(
            await world.choose(
              given.as,
              { channelId, messageTs: given.ts },
              given.actionId,
              given.choice,
              given.blockId,
            ),
          ),
      ),
      submit: action({ as, viewId: z.string(), values: z.record(z.string(), choice) }, async (given) => {
        const { outcome: what, errors, error } = await world.submitView(given.as, given.viewId, given.values);
        return { outcome: what, errors, error };
      }),
      close: action({ as, viewId: z.string() }, (given) => world.closeView(given.as, given.viewId)),
    };
  }
}

/** A refusal of Slack's client, by its code; undefined for what is no refusal. */
export function slackRefusal(error: unknown): string | undefined {
  return error instanceof SlackError ? error.code : undefined;
}

function outcome({ error, notice }: CommandOutcome): SlackOutcome {
  return { notice: notice ?? error ?? null };
}

function plain(object: Record<string, unknown> | undefined): string {
  return typeof object?.text === 'string' ? object.text : '';
}

/** Slack's client knows the characters of emoji names; the page is told those of each message. */
function withEmojis(message: MessageView): SlackLine {
  const emojis: Record<string, string> = {};
  const learn = (name: string): void => {
    const character = unicodeOfEmoji(name);
    if (character !== undefined) emojis[name] = character;
  };
  for (const { name } of message.reactions) learn(name);
  for (const part of [message.text, message.icon.emoji ?? '']) {
    for (const [, name = ''] of part.matchAll(EMOJI_NAME)) learn(name);
  }
  const visit = (node: unknown): void => {
    if (typeof node === 'string') for (const [, name = ''] of node.matchAll(EMOJI_NAME)) learn(name);
    else if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === 'object' && node !== null) {
      const { type, name } = node as { type?: unknown; name?: unknown };
      if (type === 'emoji' && typeof name === 'string') learn(name);
      Object.values(node).forEach(visit);
    }
  };
  visit(message.blocks);
  visit(message.attachments);
  return { ...message, emojis, replies: message.replies.map(withEmojis) };
}
