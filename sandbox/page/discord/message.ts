import { html, nothing, type TemplateResult } from 'lit';
import type { DiscordMessage } from '../../page-protocol.ts';
import { hueOf, icon, paint, time } from '../draw.ts';
import { emojiPicker } from '../picker.ts';
import { plainText } from './markdown.ts';
import { attachment, component, embed, type Presses } from './rich-content.ts';
import { text, type TextContext } from './text.ts';

const CLOSE_TOGETHER = 5 * 60_000;

/** What the visitor can do with a message. */
export interface MessageDeeds extends Presses {
  react(message: DiscordMessage, emoji: string, on: boolean): void;
  reply(message: DiscordMessage): void;
  edit(message: DiscordMessage): void;
  remove(message: DiscordMessage): void;
  show(messageId: string): void;
  pick(messageId: string | undefined): void;
}

export interface MessageContext extends TextContext {
  me: string;
  manages: boolean;
  picking: string | undefined;
  deeds: MessageDeeds;
}

/** Whether a message closes up under the one before it. */
export function followsOn(message: DiscordMessage, before: DiscordMessage | undefined): boolean {
  return (
    before !== undefined &&
    message.kind === 'message' &&
    before.kind !== 'thread-created' &&
    message.author.id === before.author.id &&
    message.author.name === before.author.name &&
    message.ephemeral === before.ephemeral &&
    Date.parse(message.createdAt) - Date.parse(before.createdAt) < CLOSE_TOGETHER
  );
}

export function messageItem(
  message: DiscordMessage,
  follows: boolean,
  context: MessageContext,
): TemplateResult {
  const { words, language, deeds } = context;
  const { author } = message;
  const at = Date.parse(message.createdAt);
  const classes = [
    'message',
    follows ? 'follows' : '',
    message.ephemeral ? 'ephemeral' : '',
    author.id === context.me ? 'mine' : '',
  ].join(' ');
  return html`<div
    class=${classes}
    data-message=${message.id}
    role="article"
    tabindex="-1"
    aria-label="${author.name}, ${plainText(message.content, (id) => context.users.get(id) ?? id)}"
  >
    ${message.replyTo ? quote(message.replyTo, context) : nothing}
    ${
      message.command
        ? html`<div class="quote used">
            ${words.used(message.command.userName, `/${message.command.name}`)}
          </div>`
        : nothing
    }
    ${follows ? nothing : html`<img class="avatar" src=${author.avatarUrl} alt="" width="40" height="40" />`}
    <div class="said">
      ${
        follows
          ? nothing
          : html`<div class="who">
              <b dir="auto" ${paint('--hue', String(hueOf(author.name)))}>${author.name}</b>
              ${author.kind === 'user' ? nothing : html`<span class="tag">${words.appTag}</span>`}
              ${time(at, language)}
            </div>`
      }
      ${
        message.thinking
          ? html`<p class="thinking">${words.thinking}</p>`
          : html`<div class="text" dir="auto">
              ${text(message.content, context)}${message.editedAt ? html` <small>${words.edited}</small>` : nothing}
            </div>`
      }
      ${message.attachments.map((file) => attachment(file, context))}
      ${message.embeds.map((data) => embed(data, context))}
      ${message.components.map((data) => component(data, message, context, deeds))}
      ${reactions(message, context)}
      ${
        message.ephemeral
          ? html`<div class="private">
              ${words.onlyYou} · <button @click=${() => deeds.remove(message)}>${words.dismiss}</button>
            </div>`
          : nothing
      }
    </div>
    ${message.ephemeral ? nothing : tools(message, context)}
  </div>`;
}

function quote(
  reply: NonNullable<DiscordMessage['replyTo']>,
  { words, deeds, users }: MessageContext,
): TemplateResult {
  const { id, author, content } = reply;
  if (id === null || !author) return html`<div class="quote"><i>${words.deletedOriginal}</i></div>`;
  return html`<button class="quote" @click=${() => deeds.show(id)}>
    <img src=${author.avatarUrl} alt="" width="16" height="16" />
    <b ${paint('--hue', String(hueOf(author.name)))}>${author.name}</b>
    <span>${plainText(content ?? '', (user) => users.get(user) ?? user) || '…'}</span>
  </button>`;
}

function reactions(message: DiscordMessage, { me, deeds }: MessageContext): unknown {
  if (message.reactions.length === 0) return nothing;
  return html`<div class="reactions">
    ${message.reactions.map((reaction) => {
      const own = reaction.users.some(({ id }) => id === me);
      const names = reaction.users.map(({ name }) => name).join(', ');
      const emoji = reaction.emojiId === null ? reaction.emoji : `${reaction.emoji}:${reaction.emojiId}`;
      return html`<button
        aria-pressed=${own ? 'true' : 'false'}
        title=${names}
        @click=${() => deeds.react(message, emoji, !own)}
      >
        ${
          reaction.imageUrl
            ? html`<img class="emoji" src=${reaction.imageUrl} alt=":${reaction.emoji}:" />`
            : html`<i class="emoji-face">${reaction.emoji}</i>`
        }
        <span>${reaction.count}</span>
      </button>`;
    })}
  </div>`;
}

function tools(message: DiscordMessage, context: MessageContext): TemplateResult {
  const { words, me, manages, picking, deeds } = context;
  const own = message.author.id === me && message.author.kind === 'user';
  return html`<div class="message-tools">
    <button
      aria-label=${words.react}
      title=${words.react}
      @click=${() => deeds.pick(picking === message.id ? undefined : message.id)}
    >
      ${icon('react')}
    </button>
    <button aria-label=${words.reply} title=${words.reply} @click=${() => deeds.reply(message)}>
      ${icon('reply')}
    </button>
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
    ${
      picking === message.id
        ? emojiPicker(
            words,
            (emoji) => {
              deeds.pick(undefined);
              deeds.react(message, emoji, !ownReaction(message, emoji, me));
            },
            () => deeds.pick(undefined),
          )
        : nothing
    }
  </div>`;
}

const ownReaction = (message: DiscordMessage, emoji: string, me: string): boolean =>
  message.reactions.some(
    (reaction) => reaction.emoji === emoji && reaction.users.some(({ id }) => id === me),
  );
