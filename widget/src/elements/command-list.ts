import { html, nothing, type PropertyValues } from 'lit';
import type { LocaleName, Strings } from '../locales/localize.ts';
import { commandListStyles } from './command-list.styles.ts';
import { define, RoomPart } from './room-part.ts';

/** A command as it is written, what it does, and whether more must follow. */
type Command = [en: string, ko: string, doesEn: string, doesKo: string, open?: boolean];

const COMMANDS: Command[] = [
  [
    'recommend',
    '추천',
    'Films for you, for this room, or like one',
    '나, 이 방, 어떤 영화와 비슷한 영화',
    true,
  ],
  ['search', '검색', 'Find films by title, person or plot', '제목, 사람, 줄거리로 찾기', true],
  ['info', '정보', 'Everything about one film', '영화 한 편 자세히 보기', true],
  ['review', '리뷰쓰기', 'Write a review', '리뷰 남기기', true],
  ['reviews', '리뷰', 'Read reviews of a film', '영화 리뷰 읽기', true],
  ['watchlist show', '보관함 보기', 'Your watchlist', '내 보관함 보기'],
  ['watchlist add', '보관함 추가', 'Put a film on your watchlist', '보관함에 영화 넣기', true],
  ['watchlist remove', '보관함 삭제', 'Take a film off your watchlist', '보관함에서 영화 빼기', true],
  ['poll', '투표', 'Let the room vote', '방에서 투표하기', true],
  ['room info', '방 정보', 'This room, its places and people', '이 방과 연결된 곳, 사람들'],
  ['room invite', '방 초대', 'A one-time code to link another channel', '다른 채널을 잇는 일회용 코드'],
  ['connect', '연결', 'Join your accounts on Discord, Slack and here', '디스코드·슬랙·웹 계정 잇기', true],
  ['help', '도움말', 'What you can say, with examples', '쓸 수 있는 명령과 보기'],
];

/** The commands that go on from what has been typed. The composer keeps the focus and hands over its keys. */
export class CommandList extends RoomPart {
  static override sheet = commandListStyles;
  static override properties = {
    text: { attribute: false },
    locale: { attribute: false },
    t: { attribute: false },
    at: { state: true },
    dismissed: { state: true },
  };

  text = '';
  locale: LocaleName = 'en';
  t!: Strings;
  at = 0;
  dismissed = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('text')) return;
    this.at = 0;
    this.dismissed = false;
  }

  protected override render() {
    const { t } = this;
    const options = this.#options();
    if (!options.length || this.dismissed) return nothing;
    return html`<div class="commands" part="completions" role="listbox" aria-label=${t.commands}>
      ${options.map(
        ([line, does], index) =>
          html`<div
            class="command"
            role="option"
            id="command-${index}"
            aria-selected=${index === this.at}
            @pointerdown=${(event: Event) => event.preventDefault()}
            @click=${() => this.#choose(index)}
          >
            <b>${line.trim()}</b> <span>${does}</span>
          </div>`,
      )}
    </div>`;
  }

  /** Offers a key of the composer to the list. True if the list has used it. */
  key({ key, shiftKey }: KeyboardEvent, box: HTMLElement | null): boolean {
    const options = this.#options();
    if (!options.length || this.dismissed || shiftKey) return false;
    const chosen = options[this.at]?.[0];
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      this.at = (this.at + (key === 'ArrowDown' ? 1 : options.length - 1)) % options.length;
      box?.setAttribute('aria-activedescendant', `command-${this.at}`);
      void this.updateComplete.then(() =>
        this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (key === 'Escape') {
      this.dismissed = true;
    } else if (
      key === 'Tab' ||
      (key === 'Enter' && chosen !== this.text && chosen?.trim() !== this.text.trim())
    ) {
      this.#choose(this.at);
    } else {
      return false;
    }
    return true;
  }

  #choose(index: number): void {
    const detail = this.#options()[index]?.[0];
    if (detail) this.dispatchEvent(new CustomEvent('choose', { detail }));
  }

  /** Whole lines to choose from, each with what it does. */
  #options(): [line: string, does: string][] {
    const typed = this.text.toLowerCase();
    const korean = typed.startsWith('/영') || (typed === '/' && this.locale === 'ko');
    return COMMANDS.map(([en, ko, doesEn, doesKo, open]): [string, string] => [
      `${korean ? '/영화' : '/movie'} ${korean ? ko : en}${open ? ' ' : ''}`,
      this.locale === 'ko' ? doesKo : doesEn,
    ]).filter(([line]) => line.startsWith(typed) && line !== typed);
  }
}

define('matinee-command-list', CommandList);
