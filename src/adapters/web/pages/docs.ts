/** Fills the API page from `openapi.json`: every operation, with a form to try it. Runs in the browser. */

export {};

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
}

interface Parameter {
  name: string;
  in: 'path' | 'query';
  required?: boolean;
  schema?: Schema;
}

interface Operation {
  summary: string;
  tags: string[];
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

interface Api {
  paths: Record<string, Record<string, Operation>>;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** A request's body as its form holds it; headers that go with it. */
type Body = () => { body?: BodyInit; headers?: Record<string, string> };

function element<K extends keyof HTMLElementTagNameMap>(name: K, text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function labelled<T extends Field>(label: string, field: T): { row: HTMLElement; field: T } {
  const row = element('label', label);
  row.append(field);
  return { row, field };
}

const token = labelled('Token (from POST /guests), sent with every request', element('input'));
token.field.autocomplete = 'off';
token.field.spellcheck = false;

/** The field for one parameter: a choice where the values are known. */
function fieldFor(schema: Schema | undefined): Field {
  if (schema?.enum) {
    const select = element('select');
    for (const value of ['', ...schema.enum.map(String)]) select.append(new Option(value, value));
    return select;
  }
  const input = element('input');
  input.value = String(schema?.example ?? '');
  input.placeholder = String(schema?.default ?? '');
  return input;
}

/** What the required parts of a body may look like. */
function sample(schema: Schema): Record<string, unknown> {
  const known = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name));
  return Object.fromEntries(
    known.map(([name, part]) => [
      name,
      part.example ?? (part.type === 'integer' ? 1 : (part.enum?.[0] ?? '')),
    ]),
  );
}

/** The part of the form for what is sent along, and how to read it. */
function bodyForm(operation: Operation, form: HTMLFormElement): Body {
  const content = operation.requestBody?.content ?? {};
  const json = content['application/json']?.schema;
  if (json) {
    const { row, field } = labelled('Body (JSON)', element('textarea'));
    field.value = JSON.stringify(sample(json), null, 2);
    const all = Object.keys(json.properties ?? {});
    form.append(row, element('small', all.length === 0 ? '' : `May have: ${all.join(', ')}`));
    return () => ({ body: field.value, headers: { 'content-type': 'application/json' } });
  }
  const multipart = content['multipart/form-data']?.schema;
  if (multipart) {
    const parts = Object.entries(multipart.properties ?? {}).map(([name, part]) => {
      const { row, field } = labelled(name, element('input'));
      field.name = name;
      if (part.format === 'binary') field.type = 'file';
      form.append(row);
      return field;
    });
    return () => {
      const data = new FormData();
      for (const field of parts) {
        const file = field.files?.[0];
        if (file) data.append(field.name, file);
        else if (field.type !== 'file' && field.value !== '') data.append(field.name, field.value);
      }
      return { body: data };
    };
  }
  return () => ({});
}

function show(path: string, method: string, operation: Operation): HTMLElement {
  const box = element('details');
  const head = element('summary');
  head.append(element('b', method.toUpperCase()), element('code', path), element('span', operation.summary));
  const form = element('form');
  if (operation.security) form.append(element('small', 'Needs a token.'));
  const inputs = (operation.parameters ?? []).map((parameter) => {
    const label = `${parameter.name}${parameter.required ? '' : ' (optional)'}`;
    const { row, field } = labelled(label, fieldFor(parameter.schema));
    form.append(row);
    return { parameter, field };
  });
  const body = bodyForm(operation, form);
  const answer = element('pre');
  answer.setAttribute('role', 'status');
  form.append(element('button', 'Try it'), answer);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(path, method, inputs, body, answer);
  });
  box.append(head, form);
  return box;
}

async function run(
  path: string,
  method: string,
  inputs: { parameter: Parameter; field: Field }[],
  body: Body,
  answer: HTMLElement,
): Promise<void> {
  let target = path;
  const query = new URLSearchParams();
  for (const { parameter, field } of inputs) {
    if (parameter.in === 'path')
      target = target.replace(`{${parameter.name}}`, encodeURIComponent(field.value));
    else if (field.value !== '') query.set(parameter.name, field.value);
  }
  const { headers = {}, ...rest } = body();
  if (token.field.value !== '') headers['authorization'] = `Bearer ${token.field.value.trim()}`;
  answer.textContent = '…';
  try {
    const response = await fetch(`.${target}${query.size > 0 ? `?${query}` : ''}`, {
      method: method.toUpperCase(),
      headers,
      ...rest,
    });
    const text = await response.text();
    const json = text.startsWith('{') ? (JSON.parse(text) as { token?: unknown }) : undefined;
    answer.textContent = `${response.status}\n${json ? JSON.stringify(json, null, 2) : text}`;
    // Who just came in goes on as that person.
    if (typeof json?.token === 'string') token.field.value = json.token;
  } catch (error) {
    answer.textContent = String(error);
  }
}

async function fill(place: Element): Promise<void> {
  const api = (await (await fetch('openapi.json')).json()) as Api;
  const tags = new Map<string, HTMLElement[]>();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? 'Other';
      tags.set(tag, [...(tags.get(tag) ?? []), show(path, method, operation)]);
    }
  }
  place.append(token.row);
  for (const [tag, boxes] of tags) place.append(element('h2', tag), ...boxes);
}

const place = document.querySelector('#operations');
if (place) {
  fill(place).catch((error: unknown) =>
    place.append(element('p', `The description could not be loaded: ${String(error)}`)),
  );
}
