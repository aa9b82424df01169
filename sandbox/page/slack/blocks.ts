import { html, nothing, type TemplateResult } from 'lit';
import { link, paint, picture } from '../draw.ts';
import { list, obj, str, type Json } from '../json.ts';
import { mrkdwn, plainWithEmoji, richText, textObject, type TextContext } from './text.ts';

/** What choosing something in a message does. */
export type Choose = (element: Json, blockId: string, value: string | string[] | null) => void;

/** The blocks of a message, as Slack's client lays them out. */
export const blocks = (all: readonly Json[], context: TextContext, choose: Choose): unknown =>
  all.map((block) => drawBlock(block, context, choose));

function drawBlock(block: Json, context: TextContext, choose: Choose): unknown {
  const blockId = str(block.block_id);
  switch (block.type) {
    case 'rich_text':
      return html`<div class="text" dir="auto">${richText(block, context)}</div>`;
    case 'section':
      return section(block, context, choose);
    case 'header':
      return html`<h3 class="header-block" dir="auto">${textObject(block.text, context)}</h3>`;
    case 'context':
      return html`<div class="context" dir="auto">
        ${list(block.elements).map((element) =>
          element.type === 'image'
            ? picture({ url: str(element.image_url), alt: str(element.alt_text) }, 'tiny')
            : html`<span>${textObject(element, context)}</span>`,
        )}
      </div>`;
    case 'actions':
      return html`<div class="row">
        ${list(block.elements).map((element) => control(element, blockId, context, choose))}
      </div>`;
    case 'divider':
      return html`<hr />`;
    case 'image':
      return html`<figure>
        ${block.title ? html`<figcaption>${textObject(block.title, context)}</figcaption>` : nothing}
        ${picture({ url: str(block.image_url), alt: str(block.alt_text) }, 'shot')}
      </figure>`;
    case 'video':
      return html`<figure>
        <figcaption>${link(str(block.title_url), textObject(block.title, context))}</figcaption>
        ${picture({ url: str(block.thumbnail_url), alt: str(block.alt_text) }, 'shot')}
      </figure>`;
    case 'markdown':
      return html`<div class="text" dir="auto">${mrkdwn(str(block.text), context)}</div>`;
    case 'card':
      return nothing;
    default:
      return nothing;
  }
}

function section(block: Json, context: TextContext, choose: Choose): TemplateResult {
  const accessory = obj(block.accessory);
  const fields = list(block.fields);
  return html`<div class="section">
    <div class="section-text" dir="auto">
      ${block.text ? textObject(block.text, context) : nothing}
      ${
        fields.length > 0
          ? html`<div class="fields">
              ${fields.map((field) => html`<div>${textObject(field, context)}</div>`)}
            </div>`
          : nothing
      }
    </div>
    ${
      !accessory
        ? nothing
        : accessory.type === 'image'
          ? picture({ url: str(accessory.image_url), alt: str(accessory.alt_text) }, 'accessory')
          : control(accessory, str(block.block_id), context, choose)
    }
  </div>`;
}

function control(element: Json, blockId: string, context: TextContext, choose: Choose): unknown {
  if (element.type === 'button') return button(element, blockId, context, choose);
  const options = optionsOf(element, context);
  if (!options) return nothing;
  const label =
    str(obj(element.placeholder)?.text) || (element.type === 'overflow' ? '⋯' : context.words.chooseOption);
  return html`<select
    class="menu"
    aria-label=${label}
    @change=${(event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      if (value) choose(element, blockId, value);
    }}
  >
    <option value="">${label}</option>
    ${options.map(
      ([value, name]) =>
        html`<option value=${value} ?selected=${value === str(obj(element.initial_option)?.value)}>
          ${name}
        </option>`,
    )}
  </select>`;
}

function button(element: Json, blockId: string, context: TextContext, choose: Choose): TemplateResult {
  const label = textObject(element.text, context);
  const style = str(element.style);
  const aria = str(element.accessibility_label) || nothing;
  if (element.url) {
    return html`<a
      class="press ${style}"
      href=${str(element.url)}
      target="_blank"
      rel="noopener noreferrer nofollow"
      aria-label=${aria}
      @click=${() => choose(element, blockId, null)}
      >${label}</a
    >`;
  }
  return html`<button
    class="press ${style}"
    aria-label=${aria}
    @click=${() => choose(element, blockId, null)}
  >
    ${label}
  </button>`;
}

/** Value and name of what a menu offers; undefined for what is no menu. */
export function optionsOf(element: Json, context: TextContext): (readonly [string, string])[] | undefined {
  switch (element.type) {
    case 'static_select':
    case 'multi_static_select':
    case 'overflow':
    case 'radio_buttons':
    case 'checkboxes': {
      const groups = element.option_groups
        ? list(element.option_groups).map(({ options }) => options)
        : [element.options];
      return groups
        .flatMap(list)
        .map((option) => [str(option.value), plainWithEmoji(str(obj(option.text)?.text), context)] as const);
    }
    case 'users_select':
    case 'multi_users_select':
      return [...context.users];
    case 'channels_select':
    case 'conversations_select':
    case 'multi_channels_select':
    case 'multi_conversations_select':
      return Object.entries(context.channels);
    default:
      return undefined;
  }
}

/** Older attachments, and the previews of links. */
export function attachment(data: Json, context: TextContext, choose: Choose): TemplateResult {
  const title = str(data.title);
  const raw = str(data.color);
  const colour = /^#?[0-9a-f]{6}$/i.test(raw) ? `#${raw.replace('#', '')}` : undefined;
  return html`<div class="attached" ${paint('--bar', colour)}>
    ${data.pretext ? html`<div>${mrkdwn(str(data.pretext), context)}</div>` : nothing}
    ${data.service_name ? html`<div class="service">${str(data.service_name)}</div>` : nothing}
    ${title ? html`<h3>${data.title_link ? link(str(data.title_link), title) : title}</h3>` : nothing}
    ${data.text ? html`<div class="text">${mrkdwn(str(data.text), context)}</div>` : nothing}
    ${blocks(list(data.blocks), context, choose)}
    ${data.image_url ? picture({ url: str(data.image_url), alt: title }, 'shot') : nothing}
  </div>`;
}
