import { html, nothing, type TemplateResult } from 'lit';
import type { DiscordMessage } from '../../page-protocol.ts';
import { link, paint, picture, spoiler } from '../draw.ts';
import { list, num, obj, str, type Json } from '../json.ts';
import { inlineText, text, type TextContext } from './text.ts';

/** What pressing something on a message does. */
export interface Presses {
  press(messageId: string, customId: string): void;
  select(messageId: string, customId: string, values: string[]): void;
}

const colour = (value: unknown): string | undefined => {
  const number = num(value);
  return number === undefined ? undefined : `#${number.toString(16).padStart(6, '0')}`;
};

/** One embed. Several with the same address are one with a gallery on Discord; ours never are. */
export function embed(data: Json, context: TextContext): TemplateResult {
  const author = obj(data.author);
  const footer = obj(data.footer);
  const thumbnail = obj(data.thumbnail);
  const image = obj(data.image);
  const fields = list(data.fields);
  const title = str(data.title);
  return html`<article class="embed" ${paint('--bar', colour(data.color))}>
    <div class="embed-text">
      ${
        author
          ? html`<div class="embed-author">
              ${author.icon_url ? picture({ url: str(author.icon_url), alt: '' }, 'tiny') : nothing}${str(author.name)}
            </div>`
          : nothing
      }
      ${
        title
          ? html`<h3>
              ${data.url ? link(str(data.url), inlineText(title, context)) : inlineText(title, context)}
            </h3>`
          : nothing
      }
      ${data.description ? html`<div class="embed-body">${text(str(data.description), context)}</div>` : nothing}
      ${
        fields.length > 0
          ? html`<dl>
              ${fields.map(
                (field) =>
                  html`<div class=${field.inline === true ? 'inline' : ''}>
                    <dt>${inlineText(str(field.name), context)}</dt>
                    <dd>${text(str(field.value), context)}</dd>
                  </div>`,
              )}
            </dl>`
          : nothing
      }
      ${image ? picture({ url: str(image.url), alt: '', width: num(image.width), height: num(image.height) }, 'embed-image') : nothing}
      ${footer ? html`<div class="embed-foot">${str(footer.text)}</div>` : nothing}
    </div>
    ${thumbnail ? picture({ url: str(thumbnail.url), alt: '' }, 'embed-thumb') : nothing}
  </article>`;
}

const STYLES = ['', 'primary', 'secondary', 'success', 'danger', 'link'];

/** Buttons, menus and layout under (or, since components V2, instead of) a message's text. */
export function component(
  data: Json,
  message: DiscordMessage,
  context: TextContext,
  presses: Presses,
): unknown {
  const children = (of: unknown): unknown =>
    list(of).map((each) => component(each, message, context, presses));
  switch (data.type) {
    case 1:
      return html`<div class="row">${children(data.components)}</div>`;
    case 2:
      return button(data, message, presses);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return menu(data, message, context, presses);
    case 9: {
      const accessory = obj(data.accessory);
      return html`<div class="section">
        <div>${children(data.components)}</div>
        ${accessory ? component(accessory, message, context, presses) : nothing}
      </div>`;
    }
    case 10:
      return html`<div class="display">${text(str(data.content), context)}</div>`;
    case 11:
      return media(obj(data.media), str(data.description), data.spoiler === true, 'thumb', context);
    case 12:
      return html`<div class="gallery">
        ${list(data.items).map((item) =>
          media(obj(item.media), str(item.description), item.spoiler === true, 'shot', context),
        )}
      </div>`;
    case 14:
      return data.divider === false ? html`<div class="gap"></div>` : html`<hr />`;
    case 17:
      return html`<div class="embed container" ${paint('--bar', colour(data.accent_color))}>
        <div class="embed-text">${children(data.components)}</div>
      </div>`;
    default:
      return nothing;
  }
}

function button(data: Json, { id }: DiscordMessage, presses: Presses): TemplateResult {
  const emoji = str(obj(data.emoji)?.name);
  const content = html`${emoji ? html`<span aria-hidden="true">${emoji}</span>` : nothing} ${str(data.label)}`;
  const style = STYLES[num(data.style) ?? 2] ?? 'secondary';
  if (style === 'link') {
    return html`<a class="press link" href=${str(data.url)} target="_blank" rel="noopener noreferrer nofollow"
      >${content}</a
    >`;
  }
  return html`<button
    class="press ${style}"
    ?disabled=${data.disabled === true}
    @click=${() => presses.press(id, str(data.custom_id))}
  >
    ${content}
  </button>`;
}

function menu(data: Json, { id }: DiscordMessage, context: TextContext, presses: Presses): TemplateResult {
  const options =
    data.type === 3
      ? list(data.options).map((option) => [str(option.value), str(option.label)] as const)
      : data.type === 6
        ? Object.entries(context.roles)
        : data.type === 8
          ? Object.entries(context.channels)
          : [...context.users];
  return html`<select
    class="menu"
    aria-label=${str(data.placeholder) || context.words.chooseOption}
    ?disabled=${data.disabled === true}
    @change=${(event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      if (value) presses.select(id, str(data.custom_id), [value]);
    }}
  >
    <option value="">${str(data.placeholder) || context.words.chooseOption}</option>
    ${options.map(([value, label]) => html`<option value=${value}>${label}</option>`)}
  </select>`;
}

function media(
  of: Json | undefined,
  alt: string,
  hidden: boolean,
  className: string,
  context: TextContext,
): unknown {
  if (!of) return nothing;
  const shown = picture({ url: str(of.url), alt: alt || context.words.picture }, className);
  return hidden ? spoiler(shown, context.words) : shown;
}

/** Files of a message: pictures as they are, others by name. */
const endingOf = (name: string): string => /\.[^.]*$/.exec(name)?.[0] ?? '';

export function attachment(file: DiscordMessage['attachments'][number], context: TextContext): unknown {
  if (!file.contentType?.startsWith('image/'))
    return link(
      file.url,
      html`<span class="file"
        >${file.title === null ? file.filename : file.title + endingOf(file.filename)}</span
      >`,
    );
  const { url, description, width, height } = file;
  const shown = picture({ url, alt: description ?? context.words.picture, width, height }, 'shot');
  return file.spoiler ? spoiler(shown, context.words) : shown;
}
