import { html, nothing, type TemplateResult } from 'lit';
import type { Modal } from '../../page-protocol.ts';
import { openAsModal } from '../draw.ts';
import { list, num, obj, str, type Json } from '../json.ts';
import { Refusal } from '../server.ts';
import type { Words } from '../words.ts';
import { text, type TextContext } from './text.ts';

/** The form an application opens over the channel. */
export class ModalForm {
  #modal: Modal | undefined;
  #send: (values: Record<string, string | string[]>) => Promise<void> = () => Promise.resolve();
  #fault = '';

  constructor(private readonly changed: () => void) {}

  open(modal: Modal, send: (values: Record<string, string | string[]>) => Promise<void>): void {
    this.#modal = modal;
    this.#send = send;
    this.#fault = '';
    this.changed();
  }

  template(words: Words, context: TextContext): TemplateResult | typeof nothing {
    const modal = this.#modal;
    if (!modal) return nothing;
    return html`<dialog class="modal" aria-label=${modal.title} ${openAsModal} @close=${() => this.#close()}>
      <form @submit=${(event: SubmitEvent) => void this.#submit(event)}>
        <h3>${modal.title}</h3>
        ${modal.components.map((row) => field(row, words, context))}
        ${this.#fault ? html`<p class="fault" role="alert">${this.#fault}</p>` : nothing}
        <footer>
          <button type="button" class="press secondary" @click=${() => this.#close()}>${words.cancel}</button>
          <button class="press primary">${words.send}</button>
        </footer>
      </form>
    </dialog>`;
  }

  #close(): void {
    this.#modal = undefined;
    this.changed();
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values: Record<string, string | string[]> = {};
    for (const control of form.elements) {
      if (control instanceof HTMLSelectElement && control.name) {
        values[control.name] = [...control.selectedOptions]
          .map(({ value }) => value)
          .filter((value) => value !== '');
      } else if (
        (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) &&
        control.name
      ) {
        values[control.name] = control.value;
      }
    }
    const modal = this.#modal;
    try {
      await this.#send(values);
      if (this.#modal === modal) this.#close();
    } catch (error) {
      this.#fault = error instanceof Refusal ? error.message : String(error);
      this.changed();
    }
  }
}

function field(row: Json, words: Words, context: TextContext): unknown {
  if (row.type === 10) return html`<div>${text(str(row.content), context)}</div>`;
  if (row.type === 18) {
    const inner = obj(row.component);
    return inner ? control(inner, str(row.label), str(row.description), words) : nothing;
  }
  return list(row.components).map((each) => control(each, str(each.label), '', words));
}

function control(data: Json, label: string, description: string, words: Words): TemplateResult {
  const required = data.required !== false;
  const name = str(data.custom_id);
  const placeholder = str(data.placeholder);
  const about = html`<span class="label"
      >${label}${required ? nothing : html` <small>${words.optional}</small>`}</span
    >
    ${description ? html`<small>${description}</small>` : nothing}`;
  if (data.type === 4) {
    const min = num(data.min_length) ?? nothing;
    const max = num(data.max_length) ?? nothing;
    const input =
      data.style === 2
        ? html`<textarea
            name=${name}
            rows="5"
            minlength=${min}
            maxlength=${max}
            placeholder=${placeholder}
            ?required=${required}
            .value=${str(data.value)}
          ></textarea>`
        : html`<input
            name=${name}
            minlength=${min}
            maxlength=${max}
            placeholder=${placeholder}
            ?required=${required}
            .value=${str(data.value)}
          />`;
    return html`<label>${about}${input}</label>`;
  }
  const many = (num(data.max_values) ?? 1) > 1;
  return html`<label
    >${about}<select name=${name} ?multiple=${many} ?required=${required}>
      ${many ? nothing : html`<option value="">${placeholder || words.chooseOption}</option>`}
      ${list(data.options).map(
        (option) =>
          html`<option value=${str(option.value)} ?selected=${option.default === true}>
            ${str(option.label)}
          </option>`,
      )}
    </select></label
  >`;
}
