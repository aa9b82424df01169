import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Language, Words } from './words.ts';

/** Sets a CSS variable on the element it stands on; our policy allows no style attributes. */
export const paint = (name: `--${string}`, value: string | undefined) =>
  ref((element) => {
    if (!(element instanceof HTMLElement)) return;
    if (value === undefined) element.style.removeProperty(name);
    else element.style.setProperty(name, value);
  });

/** Opens the dialog it stands on over everything else, once it is in the page. */
export const openAsModal = ref((element) => {
  if (!(element instanceof HTMLDialogElement)) return;
  queueMicrotask(() => {
    if (element.isConnected && !element.open) element.showModal();
  });
});

const PATHS = {
  react:
    'M12 3.5a8.5 8.5 0 1 0 8.5 8.5M8.5 14.2c1.6 2.2 5.4 2.2 7 0M9.3 9.7v.1M14.7 9.7v.1M18.5 2.5v6M15.5 5.5h6',
  reply: 'M9 6 4 11l5 5M4.5 11H14a6 6 0 0 1 6 6v1',
  edit: 'M4 20h4L19 9l-4-4L4 16v4ZM13 7l4 4',
  remove: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 10.5v6M13.5 10.5v6',
  send: 'M12 19V5M6 11l6-6 6 6',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19.5 7',
  sun: 'M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  cut: 'M6 4.5l12 15M18 4.5l-7.3 9.1M8 16a2.4 2.4 0 1 0 0 4.8A2.4 2.4 0 0 0 8 16ZM16 16a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8Z',
  slow: 'M12 4.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 8.5V13l3 2M9.5 2h5',
  restart: 'M19.5 12a7.5 7.5 0 1 1-2.4-5.5M19.5 3.5v4h-4',
  emoji: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM8.5 14.2c1.6 2.2 5.4 2.2 7 0M9.3 9.7v.1M14.7 9.7v.1',
  down: 'M6 9.5l6 6 6-6',
  hash: 'M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16',
  users:
    'M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3.5 19c.4-3 2.6-4.7 5.5-4.7s5.1 1.700 5.500 4.700M15.500 5.400a3.200 3.200 0 0 1 0 6M17 14.600c2 .6 3.200 2.200 3.500 4.400',
} as const;
export type IconName = keyof typeof PATHS;

export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;

/** A hidden word that shows when asked. Its state lives in the page, so that drawing again does not hide it again. */
export function spoiler(content: unknown, words: Words): TemplateResult {
  const show = (event: Event): void => {
    if (event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== ' ') return;
    const at = event.currentTarget as HTMLElement;
    if (at.dataset.open !== undefined) return;
    event.preventDefault();
    event.stopPropagation();
    at.dataset.open = '';
    for (const name of ['role', 'tabindex', 'aria-label']) at.removeAttribute(name);
  };
  return html`<span
    class="spoiler"
    role="button"
    tabindex="0"
    aria-label=${words.spoiler}
    @click=${show}
    @keydown=${show}
    ><span>${content}</span></span
  >`;
}

/** A link as far as it may be followed: only to the web. */
export function link(url: string, content: unknown): TemplateResult {
  if (!/^https?:\/\//i.test(url)) return html`${content}`;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow ugc">${content}</a>`;
}

/** A picture of a message, with room kept for it. */
export function picture(
  { url, alt, width, height }: { url: string; alt: string; width?: number | null; height?: number | null },
  className: string,
): TemplateResult {
  return html`<img
    class=${className}
    src=${url}
    alt=${alt}
    width=${width ?? nothing}
    height=${height ?? nothing}
    loading="lazy"
  />`;
}

const LOCALES: Record<Language, string> = { en: 'en-GB', ko: 'ko-KR' };
const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(language: Language, what: 'time' | 'day' | 'full'): Intl.DateTimeFormat {
  const key = `${language} ${what}`;
  const known = clocks.get(key);
  if (known) return known;
  const options: Intl.DateTimeFormatOptions =
    what === 'time'
      ? { hour: 'numeric', minute: '2-digit' }
      : what === 'day'
        ? { weekday: 'long', day: 'numeric', month: 'long' }
        : { dateStyle: 'full', timeStyle: 'short' };
  const made = new Intl.DateTimeFormat(LOCALES[language], options);
  clocks.set(key, made);
  return made;
}

/** @param at milliseconds since 1970 */
export function time(at: number, language: Language): TemplateResult {
  return html`<time datetime=${new Date(at).toISOString()} title=${clock(language, 'full').format(at)}
    >${clock(language, 'time').format(at)}</time
  >`;
}

/** The day a message was written on, in words. */
export function dayName(at: number, language: Language, words: Words): string {
  const day = new Date(at).toDateString();
  if (day === new Date().toDateString()) return words.today;
  if (day === new Date(Date.now() - 86_400_000).toDateString()) return words.yesterday;
  return clock(language, 'day').format(at);
}

/** A hue for a name, in degrees; the same person has the same one, people next to each other rarely do. */
export function hueOf(name: string): number {
  let hash = 2166136261;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return ((hash >>> 4) % 24) * 15;
}
