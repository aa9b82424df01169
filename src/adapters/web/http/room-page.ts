import type { RequestHandler } from 'express';
import type { AttachmentView, MessageView } from '../../../protocol/frames.ts';
import type { Core } from '../../../core/core.ts';
import { LEFT_NAME_KO } from '../../../core/departures/forget-person.ts';
import { attributionOf } from '../../../core/catalogue/attribution.ts';
import { plainText } from '../../../core/markup/plain-text.ts';
import { parseMarkdown } from '../../../core/markup/matinee-markdown.ts';
import { sizeText } from '../../../core/delivery/file-line.ts';
import { safeFileName } from '../../../core/media/file-name.ts';
import { reading } from '../../../core/rooms/find-room.ts';
import { parseSlug } from '../../../core/rooms/room.ts';
import { PAGE_ICON } from './page-icon.ts';
import { pageLocale, type PageLocale } from './page-locale.ts';

const SHOWN = 50;

/** What a picture is called that nobody has described. */
const PICTURE = { en: 'Picture', ko: '사진' };
/** What stands over one that gives something away. */
const COVERED = { en: 'Spoiler. Press to show the picture', ko: '스포일러예요. 누르면 사진이 보여요' };

const COVERED_FILE = { en: 'Spoiler. Press to show the file', ko: '스포일러예요. 누르면 파일이 보여요' };

/**
 * A room as plain HTML that needs no script: its last messages, for readers without JavaScript and for search engines;
 * where there is a script, the widget takes its place.
 */
export function roomPage(core: Core): RequestHandler<{ slug: string }> {
  return async (request, response) => {
    const locale = pageLocale(request);
    const slug = parseSlug(request.params.slug);
    const { room, messages } = await reading(core, slug, null, async (found) => ({
      room: found,
      messages: (await core.messages.page(found.id, null, SHOWN, null)).messages,
    }));
    const film = room.movieId === null ? undefined : core.films.find(room.movieId);
    const titles = film && (locale === 'ko' ? [film.titleKo, film.title] : [film.title, film.titleKo]);
    const about = titles?.filter((title) => title !== '').join(' · ') ?? room.topic;
    const credit = film && attributionOf(film, locale).attribution;
    if (room.visibility !== 'public') response.setHeader('X-Robots-Tag', 'noindex');
    response.setHeader('Cache-Control', 'no-store');
    response.vary('Accept-Language');
    response.type('html').send(`<!doctype html>
<html lang="${locale}">
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
${messages.map((message) => item(message, locale)).join('\n')}
</ol>
</matinee-room>
${credit ? `<footer><small>${escape(credit)}</small></footer>` : ''}
</main>
</body>
</html>`);
  };
}

function item(message: MessageView, locale: PageLocale): string {
  const said = plainText(parseMarkdown(message.text), { spoilers: 'mask' });
  return `<li id="m${message.seq}"><b dir="auto">${escape(nameOf(message.author, locale))}</b>${tagged(message.author)} <time datetime="${message.at}">${message.at.slice(0, 16).replace('T', ' ')}</time>${reviewed(message)}${said === '' ? '' : `<p dir="auto">${escape(said)}</p>`}${pictures(message, locale)}${choices(message)}</li>`;
}

/** What somebody is called; who left for good, in the reader's language. */
const nameOf = ({ name, left }: MessageView['author'], locale: PageLocale): string =>
  left && locale === 'ko' ? LEFT_NAME_KO : name;

/** What tells somebody apart whose name looks like another's. */
const tagged = ({ tag }: MessageView['author']): string => (tag ? ` <small>#${escape(tag)}</small>` : '');

/** Pictures of a message, each leading to itself as large as it is kept, and its files. */
function pictures({ attachments = [] }: MessageView, locale: PageLocale): string {
  const shown = attachments.map((attachment) => {
    const { url, thumbnailUrl, width = '', height = '', alt, name, spoiler } = attachment;
    if (attachment.kind === 'file') return file(attachment, locale);
    const picture = `<a href="${escape(url)}"><img src="${escape(thumbnailUrl ?? url)}" alt="${escape(alt ?? name ?? PICTURE[locale])}" width="${width}" height="${height}" loading="lazy"></a>`;
    return spoiler ? `<details><summary>${COVERED[locale]}</summary>${picture}</details>` : picture;
  });
  return shown.length === 0 ? '' : `<div>${shown.join(' ')}</div>`;
}

function file({ url, name = '', size, spoiler }: AttachmentView, locale: PageLocale): string {
  const link = `<a href="${escape(url)}" download rel="noopener noreferrer nofollow ugc"><bdi>${escape(safeFileName(name))}</bdi></a>${size === undefined ? '' : ` <small>${sizeText(size)}</small>`}`;
  return spoiler ? `<details><summary>${COVERED_FILE[locale]}</summary>${link}</details>` : `📎 ${link}`;
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
