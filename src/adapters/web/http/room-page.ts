import type { RequestHandler } from 'express';
import type { MessageView } from '../../../protocol/frames.ts';
import type { Core } from '../../../core/core.ts';
import { attributionOf } from '../../../core/catalogue/attribution.ts';
import { plainText } from '../../../core/markup/plain-text.ts';
import { parseMarkdown } from '../../../core/markup/matinee-markdown.ts';
import { PAGE_ICON } from './page-icon.ts';
import { readableRoom } from './routes/rooms.ts';

const SHOWN = 50;

/**
 * A room as plain HTML that needs no script: its last messages, for readers without JavaScript and for search engines;
 * where there is a script, the widget takes its place.
 */
export function roomPage(core: Core): RequestHandler<{ slug: string }> {
  return async (request, response) => {
    const { room } = await readableRoom(core, request.params.slug, null);
    const { messages } = await core.messages.page(room.id, null, SHOWN, null);
    const film = room.movieId === null ? undefined : core.films.find(room.movieId);
    const about = film ? `${film.title}${film.titleKo === '' ? '' : ` · ${film.titleKo}`}` : room.topic;
    const credit = film && attributionOf(film, 'en').attribution;
    if (room.visibility !== 'public') response.setHeader('X-Robots-Tag', 'noindex');
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(room.title)} · Matinee</title>
<meta name="description" content="${escape(about)}">
${PAGE_ICON}
<link rel="stylesheet" href="/assets/room-page.css">
<script type="module" src="/widget/v1/matinee.js"></script>
</head>
<body>
<main>
<h1>${escape(room.title)}</h1>
<p>${escape(about)}</p>
<matinee-room room="${escape(room.slug)}">
<ol>
${messages.map(item).join('\n')}
</ol>
</matinee-room>
${credit ? `<footer><small>${escape(credit)}</small></footer>` : ''}
</main>
</body>
</html>`);
  };
}

function item(message: MessageView): string {
  const said = plainText(parseMarkdown(message.text), { spoilers: 'mask' });
  return `<li id="m${message.seq}"><b dir="auto">${escape(message.author.name)}</b> <time datetime="${message.at}">${message.at.slice(0, 16).replace('T', ' ')}</time>${reviewed(message)}<p dir="auto">${escape(said)}</p>${choices(message)}</li>`;
}

/** The film and the stars of a message that shows a review. */
function reviewed({ review }: MessageView): string {
  if (!review) return '';
  const { title, year } = review.film;
  const film = [title.en, title.ko === title.en ? '' : title.ko, year].filter(Boolean).join(' · ');
  return `<p dir="auto"><cite>${escape(film)}</cite> ${review.rating.toFixed(1)}/5</p>`;
}

/** What a poll offers, with the votes of each. */
function choices({ poll }: MessageView): string {
  if (!poll) return '';
  const rows = poll.options.map(
    ({ text }, place) => `<dt dir="auto">${escape(text)}</dt><dd>${poll.counts[place] ?? 0}</dd>`,
  );
  return `<dl>${rows.join('')}</dl>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, in content and in quoted attributes. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
