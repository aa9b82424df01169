import { html, nothing, type TemplateResult } from 'lit';
import type { SlackView } from '../../page-protocol.ts';
import { openAsModal } from '../draw.ts';
import { obj, str, type Json } from '../json.ts';
import { act } from '../server.ts';
import type { Words } from '../words.ts';
import { blocks, optionsOf } from './blocks.ts';
import { textObject, type TextContext } from './text.ts';

interface Submitted {
  outcome: string;
  errors: Record<string, string>;
  error?: string;
}

/** The form an app has open over the workspace. */
export class ViewForm {
  #errors: Record<string, string> = {};
  #fault = '';

  constructor(
    private readonly changed: () => void,
    private readonly me: () => string,
  ) {}

  template(view: SlackView | undefined, words: Words, context: TextContext): TemplateResult | typeof nothing {
    if (!view) return nothing;
    return html`<dialog
      class="modal"
      aria-label=${view.title}
      ${openAsModal}
      @cancel=${(event: Event) => this.#close(event, view)}
    >
      <form novalidate @submit=${(event: SubmitEvent) => void this.#submit(event, view)}>
        <h3>${view.title}</h3>
        ${view.blocks.map((block) =>
          block.type === 'input'
            ? this.#input(block, words, context)
            : blocks([block], context, () => undefined),
        )}
        ${this.#fault ? html`<p class="fault" role="alert">${this.#fault}</p>` : nothing}
        <footer>
          <button type="button" class="press" @click=${(event: Event) => this.#close(event, view)}>
            ${view.close || words.cancel}
          </button>
          ${view.submit ? html`<button class="press primary">${view.submit}</button>` : nothing}
        </footer>
      </form>
    </dialog>`;
  }

  #input(block: Json, words: Words, context: TextContext): TemplateResult {
    const error = this.#errors[str(block.block_id)];
    const element = obj(block.element) ?? {};
    return html`<label>
      <span class="label">
        ${textObject(block.label, context)}${block.optional === true ? html` <small>${words.optional}</small>` : nothing}
      </span>
      ${field(element, context)}
      ${block.hint ? html`<small>${textObject(block.hint, context)}</small>` : nothing}
      ${error ? html`<small class="fault" role="alert">${error}</small>` : nothing}
    </label>`;
  }

  #close(event: Event, { id: viewId }: SlackView): void {
    event.preventDefault();
    this.#errors = {};
    this.#fault = '';
    void act('slack/close', { as: this.me(), viewId }).catch(() => undefined);
  }

  async #submit(event: SubmitEvent, { id: viewId }: SlackView): Promise<void> {
    event.preventDefault();
    const values: Record<string, string | string[] | null> = {};
    for (const control of (event.target as HTMLFormElement).elements) {
      if (control instanceof HTMLSelectElement && control.name) {
        const chosen = [...control.selectedOptions].map(({ value }) => value).filter((value) => value !== '');
        values[control.name] = control.multiple ? chosen : (chosen[0] ?? null);
      } else if (control instanceof HTMLInputElement && control.type === 'checkbox') {
        const before = values[control.name];
        const list = Array.isArray(before) ? before : [];
        values[control.name] = control.checked ? [...list, control.value] : list;
      } else if (
        (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) &&
        control.name
      ) {
        values[control.name] = control.value === '' ? null : control.value;
      }
    }
    try {
      const { errors, error } = await act<Submitted>('slack/submit', { as: this.me(), viewId, values });
      this.#errors = errors;
      this.#fault = error ?? '';
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
    }
    this.changed();
  }
}

function field(element: Json, context: TextContext): TemplateResult {
  const name = str(element.action_id);
  const placeholder = str(obj(element.placeholder)?.text);
  if (element.type === 'plain_text_input') {
    return element.multiline === true
      ? html`<textarea
          name=${name}
          rows="5"
          placeholder=${placeholder}
          .value=${str(element.initial_value)}
        ></textarea>`
      : html`<input name=${name} placeholder=${placeholder} .value=${str(element.initial_value)} />`;
  }
  if (element.type === 'checkboxes') {
    const initial = Array.isArray(element.initial_options)
      ? element.initial_options.map((each) => str(obj(each)?.value))
      : [];
    return html`${(optionsOf(element, context) ?? []).map(
      ([value, label]) =>
        html`<span class="check">
          <input type="checkbox" name=${name} value=${value} ?checked=${initial.includes(value)} /> ${label}
        </span>`,
    )}`;
  }
  const options = optionsOf(element, context);
  if (!options) return html`<input name=${name} placeholder=${placeholder} />`;
  const initial = str(obj(element.initial_option)?.value);
  return html`<select name=${name} ?multiple=${String(element.type).startsWith('multi_')}>
    <option value="">${placeholder || context.words.chooseOption}</option>
    ${options.map(([value, label]) => html`<option value=${value} ?selected=${value === initial}>${label}</option>`)}
  </select>`;
}
