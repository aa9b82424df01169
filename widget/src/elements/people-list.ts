import { html, nothing } from 'lit/html.js';
import type { PersonView, Role } from '../../../src/protocol/frames.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { hide } from './hide.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

type Member = PersonView & { role: Role; online: boolean };

/** Who belongs to the room, those first who have it open now. */
class PeopleList extends LaterPart {
  static override properties = ['controller', 'ctx', 'members', 'fault'];

  controller!: RoomController;
  members: Member[] | undefined;
  fault = '';

  protected override firstUpdated(): void {
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { rest, slug } = this.controller;
    try {
      const { members } = await rest.get<{ members: Member[] }>(`/rooms/${encodeURIComponent(slug)}/members`);
      this.members = members.sort((a, b) => Number(b.online) - Number(a.online));
    } catch (thrown) {
      this.fault = this.explain(thrown);
    }
  }

  protected override render() {
    const { members, fault, ctx } = this;
    const words = this.words.panel;
    if (!members) return html`<p class="hint" role="status">${fault || words.looking}</p>`;
    if (!members.length) return html`<p class="hint">${words.nobody}</p>`;
    return html`<ul>
      ${members.map(
        ({ id, name, avatar, role, online }) =>
          html`<li class="person" part="person">
            <span class="avatar ${online ? '' : 'away'}" aria-hidden="true"
              >${[...name][0]}${
                avatar
                  ? html`<img
                      src=${avatar}
                      alt=""
                      loading="lazy"
                      referrerpolicy="no-referrer"
                      @error=${hide}
                    />`
                  : nothing
              }${online ? html`<i class="dot web"></i>` : nothing}</span
            >
            <span
              ><bdi class="name">${name}</bdi>
              <span class="small"
                >${[
                  id === ctx.me?.id && words.you,
                  role !== 'member' && words.roles[role],
                  online ? words.here : words.away,
                ]
                  .filter(Boolean)
                  .join(' · ')}</span
              ></span
            >
          </li>`,
      )}
    </ul>`;
  }
}

define('matinee-people-list', PeopleList);
