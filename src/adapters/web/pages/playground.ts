/** Lets somebody try every attribute and custom property of the widget, as its manifest lists them. Runs in the browser. */

export {};

interface Manifest {
  modules: {
    declarations: {
      name: string;
      attributes?: { name: string; description?: string }[];
      cssProperties?: { name: string; description: string; default: string }[];
    }[];
  }[];
}

const WORDS = {
  en: {
    attributes: 'Attributes',
    properties: 'Custom properties',
    embed: 'To put on your page',
    by: 'by default',
  },
  ko: { attributes: '속성', properties: '사용자 지정 속성', embed: '페이지에 넣을 코드', by: '기본값' },
};
const CHOICES: Record<string, string[]> = {
  locale: ['', 'en', 'ko'],
  theme: ['auto', 'light', 'dark'],
  mode: ['inline', 'bubble'],
  loading: ['eager', 'lazy'],
};

const korean = navigator.language.startsWith('ko');
const words = korean ? WORDS.ko : WORDS.en;
document.documentElement.lang = korean ? 'ko' : 'en';

const stage = document.querySelector('#stage');
const controls = document.querySelector('#controls');
const room = document.createElement('matinee-room');
room.setAttribute('room', new URLSearchParams(location.search).get('room') ?? 'parasite');
const set = new Map<string, string>();

const response = await fetch('/assets/custom-elements.json');
const manifest = (await response.json()) as Manifest;
const element = manifest.modules
  .flatMap((one) => one.declarations)
  .find(({ name }) => name === 'MatineeRoom');

group(
  words.attributes,
  (element?.attributes ?? []).map(({ name, description = '' }) =>
    field(name, description, room.getAttribute(name) ?? '', CHOICES[name], (value) => {
      if (value === '' || (name === 'open' && value !== 'true')) room.removeAttribute(name);
      else room.setAttribute(name, value);
    }),
  ),
);
group(
  words.properties,
  (element?.cssProperties ?? []).map((one) =>
    field(one.name, `${one.description} (${words.by}: ${one.default})`, '', undefined, (value) => {
      if (value) set.set(one.name, value);
      else set.delete(one.name);
      room.style.setProperty(one.name, value);
    }),
  ),
);
const title = document.querySelector('#embed-title');
if (title) title.textContent = words.embed;
stage?.append(room);
show();

function group(name: string, fields: HTMLElement[]): void {
  const set = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = name;
  set.append(legend, ...fields);
  controls?.append(set);
}

function field(
  name: string,
  description: string,
  value: string,
  choices: string[] | undefined,
  change: (value: string) => void,
): HTMLElement {
  const label = document.createElement('label');
  const code = document.createElement('code');
  code.textContent = name;
  const about = document.createElement('small');
  about.textContent = description;
  const input = choices ? document.createElement('select') : document.createElement('input');
  if (choices && input instanceof HTMLSelectElement)
    input.append(...choices.map((choice) => new Option(choice || '–', choice)));
  if (name === 'open' && input instanceof HTMLInputElement) input.type = 'checkbox';
  input.value = value || (choices?.[0] ?? '');
  input.name = name;
  input.addEventListener('change', () => {
    change(
      input instanceof HTMLInputElement && input.type === 'checkbox' ? String(input.checked) : input.value,
    );
    show();
  });
  label.append(code, input, about);
  return label;
}

/** Writes out what stands on the stage, to be copied. */
function show(): void {
  const attributes = [...room.attributes]
    .filter(({ name }) => !['style', 'data-dark'].includes(name))
    .map(({ name, value }) => (value ? ` ${name}="${value}"` : ` ${name}`));
  const styles = [...set].map(([name, value]) => `  ${name}: ${value};\n`).join('');
  const code = document.querySelector('#embed');
  if (code)
    code.textContent = `<script type="module" src="${location.origin}/widget/v1/matinee.js"></script>\n<matinee-room${attributes.join('')}></matinee-room>${
      styles && `\n\n<style>\nmatinee-room {\n${styles}}\n</style>`
    }`;
}
