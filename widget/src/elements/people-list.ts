import { html, nothing } from 'lit/html.js';
import type { PersonView } from '../../../src/protocol/frames.ts';
import { membersOf, MOST_MEMBERS, type Member } from '../controllers/members.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import type { Changed } from './drawn-element.ts';
import { hide } from './hide.ts';
import { LaterPart } from './later-part.ts';
import { quietTag } from './quiet-tag.ts';
import { define } from './room-part.ts';

/** Who belongs to the room, those first who have it open now; asked anew when somebody comes or goes. */
class PeopleList extends LaterPart {
  static override properties = ['controller', 'online', 'ctx', 'members', 'nameless', 'fault'];

  controller!: RoomController;
  /** How many are here. */
  online = 0;
  members: Member[] | undefined;
  /** Here without a name. */
  nameless = 0;
  fault = '';

  #asking = false;
  /** Somebody came or went while it was asked. */
  #stale = false;

  protected override updated(changed: Changed<this>): void {
    if (changed.has('online')) void this.#ask();
  }

  override forget(left: PersonView): void {
    this.members = this.members?.filter(({ id }) => id !== left.id);
    void this.#ask();
  }

  /** What is there stays until the answer is. */
  async #ask(): Promise<void> {
    this.#stale = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#stale && this.isConnected) {
      this.#stale = false;
      try {
        const members = await membersOf(this.controller);
        this.members = members;
        const named = members.filter(({ online }) => online).length;
        // Of more people than the server tells of, some of those here may well have a name.
        this.nameless = members.length < MOST_MEMBERS ? this.online - named : 0;
      } catch (thrown) {
        this.fault = this.explain(thrown);
      }
    }
    this.#asking = false;
  }

  protected override render() {
    const { members, nameless, fault, ctx } = this;
    const words = this.words.panel;
    if (!members) return html`<p class="hint" role="status">${fault || words.looking}</p>`;
    if (!members.length && nameless < 1) return html`<p class="hint">${words.nobody}</p>`;
    return html`<ul>
        ${members.map(
          ({ id, name, avatar, tag, role, online }) =>
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
                ><bdi class="name">${name}</bdi>${quietTag({ tag })}
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
      </ul>
      ${nameless > 0 ? html`<p class="hint">${words.nameless(nameless, members.length > 0)}</p>` : nothing}`;
  }
}

define('matinee-people-list', PeopleList);
