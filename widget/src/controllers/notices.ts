import type { MessageView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { BrowserStorage } from '../client/browser-storage.ts';
import type { RoomContext } from '../elements/room-context.ts';
import type { DrawnElement } from '../elements/drawn-element.ts';
import { plainText } from '../markup/markup.ts';
import type { RoomController } from './room-controller.ts';

/** How somebody wants to hear of lines they do not look at; kept in this browser, for all rooms of a server. */
export interface Wishes {
  sound: boolean;
  notify: 'off' | 'mine' | 'all';
}

/** Milliseconds between two sounds. */
const QUIET = 3000;

/** Every room on this page that tells somebody of new lines. */
const rooms = new Map<HTMLElement, Notices>();

/** Keeps somebody told of a room for as long as its element is on the page, also while its sheet or bubble is closed. */
export function watchFor(host: HTMLElement, controller: RoomController, ctx: () => RoomContext): void {
  if (rooms.get(host)?.controller === controller) return;
  if (rooms.size === 0) document.addEventListener('visibilitychange', showCount);
  const notices = new Notices(host as DrawnElement, controller, ctx);
  rooms.set(host, notices);
  controller.closing = () => notices.stop();
}

/** What tells of this room. */
export function noticesOf(controller: RoomController): Notices {
  const found = [...rooms.values()].find((one) => one.controller === controller);
  if (!found) throw new Error('nobody is told of this room');
  return found;
}

/** Tells of one room's lines: in the page's title, with a sound, with a notification. */
class Notices {
  unread = 0;
  readonly controller: RoomController;
  #host: DrawnElement;
  #ctx: () => RoomContext;
  #storage = new BrowserStorage();
  #key: string;
  #sounded = 0;
  #audio: AudioContext | undefined;

  constructor(host: DrawnElement, controller: RoomController, ctx: () => RoomContext) {
    this.controller = controller;
    this.#host = host;
    this.#ctx = ctx;
    this.#key = `matinee:notices:${controller.rest.base}`;
    host.addEventListener('matinee-unread', this.#count);
    host.addEventListener('matinee-message', this.#hear);
  }

  get wishes(): Wishes {
    return { sound: false, notify: 'off', ...this.#storage.get<Partial<Wishes>>(this.#key) };
  }

  /**
   * Keeps a wish. A press brings it: so the browser may be asked for leave, and sound may be made from then on.
   *
   * @returns whether it can be fulfilled
   */
  async wish(wishes: Partial<Wishes>): Promise<boolean> {
    let granted = true;
    if (wishes.notify && wishes.notify !== 'off')
      granted = 'Notification' in window && (await Notification.requestPermission()) === 'granted';
    if (granted) this.#storage.set(this.#key, { ...this.wishes, ...wishes });
    if (wishes.sound) this.#sound();
    return granted;
  }

  stop(): void {
    this.#host.removeEventListener('matinee-unread', this.#count);
    this.#host.removeEventListener('matinee-message', this.#hear);
    void this.#audio?.close();
    rooms.delete(this.#host);
    if (rooms.size === 0) document.removeEventListener('visibilitychange', showCount);
    showCount();
  }

  #count = ({ detail }: CustomEvent<{ count: number }>): void => {
    this.unread = detail.count;
    showCount();
  };

  #hear = ({ detail }: CustomEvent<MessageView>): void => {
    const { me } = this.controller;
    if (detail.author.id === me?.id || this.controller.mark.attending) return;
    const { sound, notify } = this.wishes;
    if (sound && Date.now() - this.#sounded > QUIET) this.#sound();
    if (notify === 'all' || (notify === 'mine' && this.#concerns(detail))) this.#notify(detail);
  };

  /** Whether a line answers the reader or calls them by name. */
  #concerns({ text, replyTo }: MessageView): boolean {
    const { me, feed } = this.controller;
    if (!me) return false;
    return (
      text
        // Who is meant by their id, and not by the name alone, may be another of one name.
        .replace(/<@([^\s|]*)\|/g, (_, id: string) => (!id || id === me.id ? '@' : ''))
        .toLowerCase()
        .includes(`@${me.name.toLowerCase()}`) ||
      (replyTo !== undefined && feed.log.find(replyTo)?.author.id === me.id)
    );
  }

  #notify({ author, text }: MessageView): void {
    if (Notification.permission !== 'granted') return;
    const { slug, room } = this.controller;
    try {
      const notice = new Notification(room?.title ?? slug, {
        body: `${taggedName(author)}: ${plainText(text, this.#host)}`,
        tag: `matinee:${slug}`,
        lang: this.#ctx().locale,
      });
      notice.onclick = () => {
        window.focus();
        this.#host.scrollIntoView({ block: 'nearest' });
        notice.close();
      };
    } catch (error) {
      // Phones let only service workers notify, and say so by throwing.
      console.debug('no notification', error);
    }
  }

  /** Two soft notes. */
  #sound(): void {
    this.#sounded = Date.now();
    const audio = (this.#audio ??= new AudioContext());
    [659, 880].forEach((pitch, index) => {
      const begins = audio.currentTime + index * 0.09;
      const volume = audio.createGain();
      volume.gain.setValueAtTime(0.06, begins);
      volume.gain.exponentialRampToValueAtTime(0.001, begins + 0.3);
      const note = audio.createOscillator();
      note.frequency.value = pitch;
      note.connect(volume).connect(audio.destination);
      note.start(begins);
      note.stop(begins + 0.3);
    });
  }
}

/** What stands before the page's own title now. */
let shown = '';

/** The number of unread lines before the title of a page nobody looks at; the page's own title may change meanwhile. */
function showCount(): void {
  let unread = 0;
  for (const [host, notices] of rooms) if (host.getAttribute('badge') !== 'off') unread += notices.unread;
  const own = shown && document.title.startsWith(shown) ? document.title.slice(shown.length) : document.title;
  shown = unread && document.visibilityState === 'hidden' ? `(${unread}) ` : '';
  if (document.title !== shown + own) document.title = shown + own;
}
