import { html, nothing, type TemplateResult } from 'lit';
import type { SlackLine } from '../../page-protocol.ts';
import { icon, link, picture, time } from '../draw.ts';
import type { Json } from '../json.ts';
import { emojiPicker } from '../picker.ts';
import { attachment, blocks } from './blocks.ts';
import { mrkdwn, plainText, type TextContext } from './text.ts';

const CLOSE_TOGETHER = 5 * 60_000;

/** What the visitor can do with a message. */
export interface MessageDeeds {
  react(message: SlackLine, emoji: string, on: boolean): void;
  reply(message: SlackLine): void;
  edit(message: SlackLine): void;
  remove(message: SlackLine): void;
  choose(message: SlackLine, element: Json, blockId: string, value: string | string[] | null): void;
  pick(ts: string | undefined): void;
}

export interface MessageContext extends Omit<TextContext, 'emojis'> {
  me: string;
  manages: boolean;
  picking: string | undefined;
  deeds: MessageDeeds;
}

/** When a message was written, in milliseconds. */
export const writtenAt = ({ ts }: Pick<SlackLine, 'ts'>): number => Number(ts) * 1000;

/** Whether a message closes up under the one before it. */
export function followsOn(message: SlackLine, before: SlackLine | undefined): boolean {
  return (
    before !== undefined &&
    !message.ephemeral &&
    !before.ephemeral &&
    before.replies.length === 0 &&
    message.subtype === before.subtype &&
    message.userId === before.userId &&
    message.name === before.name &&
    writtenAt(message) - writtenAt(before) < CLOSE_TOGETHER
  );
}

export function messageItem(message: SlackLine, follows: boolean, context: MessageContext): TemplateResult {
  const { words, me } = context;
  const thread =
    message.replies.length > 0
      ? html`<div class="thread" role="group" aria-label=${words.repliesOf(message.replies.length)}>
          <div class="thread-head">${words.repliesOf(message.replies.length)}</div>
          ${message.replies.map((reply, index) =>
            line(reply, followsOn(reply, message.replies[index - 1]), context, true),
          )}
        </div>`
      : nothing;
  return html`<div class="entry ${message.userId === me && !message.isApp ? 'mine' : ''}">
    ${line(message, follows, context, false)}${thread}
  </div>`;
}

function line(
  message: SlackLine,
  follows: boolean,
  context: MessageContext,
  inThread: boolean,
): TemplateResult {
  const { words, language, deeds, me } = context;
  const text: TextContext = { ...context, emojis: message.emojis };
  const join = message.subtype === 'channel_join' || message.subtype === 'channel_leave';
  const classes = [
    'message',
    follows ? 'follows' : '',
    message.ephemeral ? 'ephemeral' : '',
    message.userId === me && !message.isApp ? 'mine' : '',
    join ? 'event' : '',
  ].join(' ');
  return html`<div
    class=${classes}
    data-message=${message.ts}
    role="article"
    tabindex="-1"
    aria-label="${message.name}, ${plainText(message.text, text)}"
  >
    ${message.ephemeral ? html`<div class="private">${words.onlyYou}</div>` : nothing}
    ${message.broadcast && !inThread ? html`<div class="private">${words.alsoToChannel}</div>` : nothing}
    ${follows ? nothing : face(message)}
    <div class="said">
      ${
        follows
          ? nothing
          : html`<div class="who">
              <b dir="auto">${message.name}</b>
              ${message.isApp ? html`<span class="tag">${words.appTag}</span>` : nothing}
              ${time(writtenAt(message), language)}
            </div>`
      }
      ${message.deleted ? html`<p class="gone">${words.deletedMessage}</p>` : body(message, text, deeds)}
      ${reactions(message, context)}
    </div>
    ${message.ephemeral || message.deleted || join ? nothing : tools(message, context, inThread)}
  </div>`;
}

function face({ icon: shown, emojis }: SlackLine): TemplateResult {
  if (shown.imageUrl !== undefined)
    return html`<img class="avatar" src=${shown.imageUrl} alt="" width="36" height="36" />`;
  const name = (shown.emoji ?? '').replaceAll(':', '');
  return html`<span class="avatar" aria-hidden="true">${emojis[name] ?? '·'}</span>`;
}

function body(message: SlackLine, text: TextContext, deeds: MessageDeeds): TemplateResult {
  const choose = (element: Json, blockId: string, value: string | string[] | null): void =>
    deeds.choose(message, element, blockId, value);
  const shown = message.blocks?.length
    ? blocks(message.blocks, text, choose)
    : message.text
      ? html`<div class="text" dir="auto">${mrkdwn(message.text, text)}</div>`
      : nothing;
  return html`${shown}${message.edited ? html`<small class="edited">${text.words.edited}</small>` : nothing}
  ${(message.attachments ?? []).map((each) => attachment(each, text, choose))}
  ${message.files.map((file) =>
    file.mimetype.startsWith('image/')
      ? picture(
          { url: file.url, alt: file.altText ?? file.title, width: file.width, height: file.height },
          'shot',
        )
      : link(file.url, html`<span class="file">${file.name}</span>`),
  )}`;
}

function reactions(message: SlackLine, { me, deeds, users }: MessageContext): unknown {
  if (message.reactions.length === 0) return nothing;
  return html`<div class="reactions">
    ${message.reactions.map(({ name, users: by }) => {
      const own = by.includes(me);
      return html`<button
        aria-pressed=${own ? 'true' : 'false'}
        title="${by.map((id) => users.get(id) ?? id).join(', ')} · :${name}:"
        @click=${() => deeds.react(message, name, !own)}
      >
        ${message.emojis[name] ? html`<i class="emoji-face">${message.emojis[name]}</i>` : `:${name}:`}
        <span>${by.length}</span>
      </button>`;
    })}
  </div>`;
}

function tools(message: SlackLine, context: MessageContext, inThread: boolean): TemplateResult {
  const { words, me, manages, picking, deeds } = context;
  const own = message.userId === me && !message.isApp;
  const react = (emoji: string): void => {
    deeds.pick(undefined);
    const name = Object.entries(message.emojis).find(([, character]) => bare(character) === bare(emoji))?.[0];
    const mine = message.reactions.some((reaction) => reaction.name === name && reaction.users.includes(me));
    deeds.react(message, emoji, !mine);
  };
  return html`<div class="message-tools">
    <button
      aria-label=${words.react}
      title=${words.react}
      @click=${() => deeds.pick(picking === message.ts ? undefined : message.ts)}
    >
      ${icon('react')}
    </button>
    ${
      inThread
        ? nothing
        : html`<button
            aria-label=${words.replyInThread}
            title=${words.replyInThread}
            @click=${() => deeds.reply(message)}
          >
            ${icon('reply')}
          </button>`
    }
    ${
      own
        ? html`<button aria-label=${words.edit} title=${words.edit} @click=${() => deeds.edit(message)}>
            ${icon('edit')}
          </button>`
        : nothing
    }
    ${
      own || manages
        ? html`<button aria-label=${words.remove} title=${words.remove} @click=${() => deeds.remove(message)}>
            ${icon('remove')}
          </button>`
        : nothing
    }
    ${picking === message.ts ? emojiPicker(words, react, () => deeds.pick(undefined)) : nothing}
  </div>`;
}

/** An emoji without the selector that only asks for colour. */
const bare = (emoji: string): string => emoji.replaceAll('\u{FE0F}', '');
