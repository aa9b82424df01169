import { html, render } from 'lit';
import type { MessageView } from '../../src/protocol/frames.ts';
import { DiscordPane } from './discord/pane.ts';
import { icon } from './draw.ts';
import { Panes } from './panes.ts';
import { Stream } from './server.ts';
import { Settings } from './settings.ts';
import { sightingInRoom, sightingOf } from './sightings.ts';
import { SlackPane } from './slack/pane.ts';
import { Stage } from './stage.ts';
import { WORDS } from './words.ts';
import { Wire } from './wire.ts';

/** The sandbox's page: a Discord channel, a Slack channel and a blog beside each other, and the line between them. */

const part = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
};

const settings = new Settings();
const stage = new Stage(settings);
const panes = new Panes(part('stage'), part('wire'));
const wire = new Wire(part('wire'), stage, settings, (place) => panes.show(place));
new DiscordPane(part('discord'), stage, settings);
new SlackPane(part('slack'), stage, settings);

const stream = new Stream(
  (event) => {
    stage.take(event);
    // The first time it is only known now who is there; their private messages come with the second stream.
    if (event.type === 'all') follow();
  },
  (reachable) => {
    if (reachable === stage.reachable) return;
    stage.reachable = reachable;
    stage.changed();
  },
);

function follow(): void {
  stream.follow({ discord: stage.me('discord')?.id ?? '', slack: stage.me('slack')?.id ?? '' });
}

stage.onArrival((arrival) => {
  const sighting = sightingOf(arrival, stage.slack?.people ?? []);
  if (sighting) wire.saw(sighting);
});
settings.subscribe(() => {
  if (stage.discord) follow();
});
stage.subscribe(drawHead);
follow();
drawHead();
wire.draw();

const room = document.querySelector('matinee-room');
room?.addEventListener('matinee-message', (event) => {
  wire.saw(sightingInRoom((event as CustomEvent<MessageView>).detail));
});
settings.subscribe(tellLanguage);
tellLanguage();
whenWidgetIsMissing();

function drawHead(): void {
  const words = WORDS[settings.language];
  document.title = words.title;
  render(
    html`<p class="tale">${words.story}</p>
      <p class="last" role="status">${wire.story()}</p>`,
    part('story'),
  );
  render(
    html`<button
        lang=${settings.language === 'en' ? 'ko' : 'en'}
        @click=${() => settings.change({ language: settings.language === 'en' ? 'ko' : 'en' })}
      >
        ${words.otherLanguage}
      </button>
      <button
        class="round"
        aria-label=${settings.dark ? words.theme.light : words.theme.dark}
        title=${settings.dark ? words.theme.light : words.theme.dark}
        @click=${() => settings.change({ theme: settings.dark ? 'light' : 'dark' })}
      >
        ${icon(settings.dark ? 'sun' : 'moon')}
      </button>`,
    part('choices'),
  );
}

/** The post is in two languages; it begins in the page's and the reader may change it. */
function tellLanguage(): void {
  showPost(settings.language);
}

function showPost(language: string): void {
  for (const post of document.querySelectorAll<HTMLElement>('.post [data-lang]')) {
    post.hidden = post.dataset.lang !== language;
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-read]')) {
    button.setAttribute('aria-pressed', String(button.dataset.read === language));
  }
  if (room && room.getAttribute('locale') !== language) room.setAttribute('locale', language);
}

for (const button of document.querySelectorAll<HTMLElement>('[data-read]')) {
  button.addEventListener('click', () => showPost(button.dataset.read ?? 'en'));
}

/** Opened while the product was starting, the page has no widget yet: it loads again once the product answers. */
function whenWidgetIsMissing(): void {
  if (customElements.get('matinee-room')) return;
  setTimeout(() => {
    if (customElements.get('matinee-room')) return;
    fetch('/widget/v1/matinee.js', { method: 'HEAD' }).then(
      (response) => (response.ok ? location.reload() : whenWidgetIsMissing()),
      () => whenWidgetIsMissing(),
    );
  }, 1500);
}
