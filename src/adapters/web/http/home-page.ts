import type { RequestHandler } from 'express';
import type { Core } from '../../../core/core.ts';
import type { PlatformId } from '../../../protocol/frames.ts';
import type { RoomSummary } from '../../../core/rooms/room-repository.ts';
import { PAGE_ICON } from './page-icon.ts';
import { pageLocale } from './page-locale.ts';
import { escape } from './room-page.ts';

const SHOWN = 30;

const WORDS = {
  en: {
    lead: (platforms: string[]) => `Movie rooms that reach across ${platforms.join(', ')} and any web page.`,
    rooms: 'Open rooms',
    none: 'There is no open room yet. Someone makes the first with `/movie room open` in a channel.',
    people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
    embed: 'Put a room on your page',
    replace: 'Any room’s short name may stand in place of this one.',
    api: 'The API, to read and to try',
  },
  ko: {
    lead: (platforms: string[]) => `${platforms.join(', ')}, 웹 페이지를 잇는 영화 방이에요.`,
    rooms: '열려 있는 방',
    none: '아직 열린 방이 없어요. 채널에서 `/영화 방 열기`로 첫 방을 만들어 보세요.',
    people: (count: number) => `${count}명`,
    embed: '내 페이지에 방 넣기',
    replace: '방의 짧은 이름만 바꾸면 돼요.',
    api: 'API 읽고 써 보기',
  },
};

/** What somebody sees who opens the address itself: the rooms anybody may enter, and how to have one on a page. */
export function homePage(core: Core): RequestHandler {
  return async (request, response) => {
    const locale = pageLocale(request);
    const words = WORDS[locale];
    const lead = words.lead(core.platforms.all.map(({ title }) => title[locale]));
    const rooms = await core.rooms.listPublic(SHOWN);
    const snippet = `<script type="module" src="${core.publicUrl}/widget/v1/matinee.js"></script>
<matinee-room room="${rooms[0]?.slug ?? 'parasite'}"></matinee-room>`;
    response.setHeader('Cache-Control', 'no-store');
    response.vary('Accept-Language');
    response.type('html').send(`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Matinee</title>
<meta name="description" content="${escape(lead)}">
${PAGE_ICON}
<link rel="stylesheet" href="/assets/room-page.css">
</head>
<body>
<main>
<h1>Matinee</h1>
<p>${escape(lead)}</p>
<h2>${escape(words.rooms)}</h2>
${rooms.length === 0 ? `<p>${withCode(words.none)}</p>` : `<ul>\n${rooms.map((room) => item(room, words, (id) => core.platforms.of(id).title[locale])).join('\n')}\n</ul>`}
<h2>${escape(words.embed)}</h2>
<pre>${escape(snippet)}</pre>
<p>${escape(words.replace)}</p>
<p><a href="/api/v1/docs">${escape(words.api)}</a></p>
</main>
</body>
</html>`);
  };
}

function item(
  room: RoomSummary,
  words: (typeof WORDS)['en'],
  titleOf: (platform: PlatformId) => string,
): string {
  const facts = [words.people(room.members), ...new Set(room.links.map((link) => titleOf(link.platform)))];
  return `<li><a href="/r/${encodeURIComponent(room.slug)}" dir="auto">${escape(room.title)}</a> <small>${escape(facts.join(' · '))}</small>${room.topic === '' ? '' : `<p dir="auto">${escape(room.topic)}</p>`}</li>`;
}

const withCode = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
