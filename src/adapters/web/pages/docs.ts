/** Fills the API page from `openapi.json`: every operation, with a form to try it. Runs in the browser. */

interface Schema {
  properties?: Record<string, unknown>;
  example?: unknown;
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
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
}

const token = labelled('Token (from POST /guests), sent with every request', document.createElement('input'));

function element(name: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function labelled<T extends HTMLInputElement | HTMLTextAreaElement>(
  label: string,
  field: T,
): { row: HTMLElement; field: T } {
  const row = element('label', label);
  row.append(field);
  return { row, field };
}

function show(path: string, method: string, operation: Operation): HTMLElement {
  const box = element('details');
  const head = element('summary');
  head.append(element('b', method.toUpperCase()), element('code', path), element('span', operation.summary));
  const form = document.createElement('form');
  const inputs = (operation.parameters ?? []).map((parameter) => {
    const { row, field } = labelled(
      `${parameter.name}${parameter.required ? '' : ' (optional)'}`,
      document.createElement('input'),
    );
    field.value = String(parameter.schema?.example ?? '');
    form.append(row);
    return { parameter, field };
  });
  const schema = operation.requestBody?.content['application/json']?.schema;
  const body = schema && labelled('Body (JSON)', document.createElement('textarea'));
  if (body && schema) {
    body.field.value = JSON.stringify(
      Object.fromEntries(Object.keys(schema.properties ?? {}).map((key) => [key, ''])),
      null,
      2,
    );
    form.append(body.row);
  }
  const answer = element('pre');
  form.append(element('button', 'Try it'), answer);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(path, method, inputs, body?.field.value, answer);
  });
  box.append(head, form);
  return box;
}

async function run(
  path: string,
  method: string,
  inputs: { parameter: Parameter; field: HTMLInputElement }[],
  body: string | undefined,
  answer: HTMLElement,
): Promise<void> {
  let target = path;
  const query = new URLSearchParams();
  for (const { parameter, field } of inputs) {
    if (parameter.in === 'path')
      target = target.replace(`{${parameter.name}}`, encodeURIComponent(field.value));
    else if (field.value !== '') query.set(parameter.name, field.value);
  }
  const headers: Record<string, string> = {};
  if (token.field.value !== '') headers['authorization'] = `Bearer ${token.field.value.trim()}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  answer.textContent = '…';
  try {
    const response = await fetch(`.${target}${query.size > 0 ? `?${query}` : ''}`, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    answer.textContent = `${response.status}\n${text.startsWith('{') ? JSON.stringify(JSON.parse(text), null, 2) : text}`;
  } catch (error) {
    answer.textContent = String(error);
  }
}

const api = (await (await fetch('openapi.json')).json()) as Api;
const place = document.querySelector('#operations');
place?.append(token.row);
const tags = new Map<string, HTMLElement[]>();
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const tag = operation.tags[0] ?? 'Other';
    tags.set(tag, [...(tags.get(tag) ?? []), show(path, method, operation)]);
  }
}
for (const [tag, boxes] of tags) place?.append(element('h2', tag), ...boxes);
