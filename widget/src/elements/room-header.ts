import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Via } from '../../../src/protocol/frames.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import type { RoomContext } from './room-context.ts';

/**
 * The head of a room: its film, who is here, and the places it reaches.
 *
 * @param controller absent while the room has not been opened
 * @param slug stands for the title of a room that cannot be read
 */
export function roomHeader(
  controller: RoomController | undefined,
  slug: string,
  ctx: RoomContext,
): TemplateResult {
  const { t, words } = ctx;
  const { room, refused, online } = controller ?? {};
  const { title = refused ? slug : '', topic, movie, links = [] } = room ?? {};
  const film =
    movie &&
    [movie.title === title ? movie.originalTitle : movie.title, movie.year].filter(Boolean).join(' · ');
  const places: { platform: Via; channel?: string; state: string }[] = [
    ...links,
    { platform: 'web', state: '' },
  ];
  return html`<header part="header">
    ${movie ? html`<matinee-poster .film=${movie} .bare=${true}></matinee-poster>` : nothing}
    <div class="about">
      <h2 part="title" dir="auto" class=${title ? nothing : 'blank'}>
        ${title || html`<span class="hidden">${t.loading}</span>`}
        ${film ? html`<span part="subtitle">${film}</span>` : nothing}
      </h2>
      ${topic ? html`<p class="topic" part="topic" dir="auto" title=${topic}>${topic}</p>` : nothing}
      ${
        room
          ? html`<div class="sub" part="presence">
              <span class="dots" part="places">
                ${places.map(({ platform, channel, state }) => {
                  const place = [t.place(platform), channel, words?.links[state]].filter(Boolean).join(': ');
                  return html`<i
                    class="dot ${platform} ${state}"
                    role="img"
                    aria-label=${place}
                    title=${place}
                  ></i>`;
                })}
              </span>
              <span>${t.here(online!)}${links.length ? ` · ${t.places(places.length)}` : ''}</span>
              ${movie?.rating ? html`<span class="star" part="rating">★ ${movie.rating.mean.toFixed(1)}</span>` : nothing}
            </div>`
          : nothing
      }
    </div>
    ${room ? html`<matinee-room-menu .controller=${controller} .room=${room} .online=${online} .ctx=${ctx}></matinee-room-menu>` : nothing}
  </header>`;
}
