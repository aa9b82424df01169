import { html } from 'lit/html.js';
import type { AttachmentView } from '../../../src/protocol/frames.ts';
import { Problem, type FaultCode } from '../client/problem.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { controls } from '../styles/controls.ts';
import type { Composer } from './composer.ts';
import { icon } from './icons.ts';
import { closeIcon } from './line-icons.ts';
import { pictureTrayStyles } from './picture-tray.styles.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

const coverIcon = icon(
  'm4 4 16 16M9 5.6A9 9 0 0 1 21 12a14 14 0 0 1-2.4 3.2M6 7.4A14 14 0 0 0 3 12a9.5 9.5 0 0 0 12 5.5',
);

/** What the server takes, and how many with one line. */
const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
const MOST = 4;
const MOST_BYTES = 10 * 1024 * 1024;

/** A picture that is to go with the next line. */
export interface Picture {
  file: File;
  /** What it shows, in its author's words. */
  alt: string;
  /** It gives something away: to be covered until asked for. */
  spoiler?: boolean;
  /** How much of it is on the server, 0 to 1; undefined before it is on its way. */
  share?: number;
  /** What the server made of it, and the words it was given with it. */
  there?: AttachmentView;
  told?: string;
  problem?: Problem;
}

/** Which file each preview shows. */
const drawn = new WeakMap<HTMLCanvasElement, File>();

/** The pictures chosen for the next line, each with a preview, a field for what it shows, and how far it has got. */
class PictureTray extends LaterPart {
  static override sheet = [controls, pictureTrayStyles];
  static override properties = ['pictures', 'ctx', 'change'];

  pictures: Picture[] = [];
  change!: (pictures: Picture[]) => void;

  protected override willUpdate(): void {
    for (const picture of this.pictures) picture.problem ??= faultOf(picture.file);
  }

  protected override updated(): void {
    for (const canvas of this.querySelectorAll('canvas')) {
      const file = this.pictures[Number(canvas.dataset.at)]?.file;
      if (file && drawn.get(canvas) !== file) void preview(canvas, file);
    }
  }

  protected override render() {
    const { pictures } = this;
    const t = this.words;
    return html`${
        pictures.length > MOST
          ? html`<p class="small most" role="status">${t.morePictures(MOST, pictures.length - MOST)}</p>`
          : ''
      }
      <ul class="tray" part="tray">
        ${pictures.slice(0, MOST).map(
          (picture, at) =>
            html`<li>
              <canvas class=${picture.spoiler ? 'veiled' : ''} data-at=${at} width="0" height="0"></canvas>
              <label
                ><span class="hidden">${t.pictureShows}</span>
                <input
                  class="field"
                  part="field"
                  maxlength="500"
                  dir="auto"
                  .value=${picture.alt}
                  placeholder=${t.pictureShows}
                  @keydown=${composed}
                  @input=${(event: Event) => (picture.alt = (event.target as HTMLInputElement).value)}
              /></label>
              <button
                type="button"
                class="tool cover"
                aria-label=${t.coverPicture}
                title=${t.coverPicture}
                aria-pressed=${picture.spoiler ? 'true' : 'false'}
                @click=${() => {
                  picture.spoiler = !picture.spoiler;
                  this.requestUpdate();
                }}
              >
                ${coverIcon}
              </button>
              <button
                type="button"
                class="tool"
                aria-label=${t.removePicture}
                title=${t.removePicture}
                @click=${() => this.change(pictures.filter((one) => one !== picture))}
              >
                ${closeIcon}
              </button>
              ${
                picture.problem
                  ? html`<p class="small bad" role="alert">${this.explain(picture.problem)}</p>`
                  : picture.share === undefined
                    ? ''
                    : html`<progress max="1" .value=${picture.share} aria-label=${t.uploading}></progress>`
              }
            </li>`,
        )}
      </ul>`;
  }
}

define('matinee-picture-tray', PictureTray);

/** An Enter that ends a Hangul syllable must not send the line. */
function composed(event: KeyboardEvent): void {
  if (event.key === 'Enter' && (event.isComposing || event.keyCode === 229)) event.preventDefault();
}

/** Draws a small picture. Not as an address of its own: a strict page loads pictures from servers only. */
async function preview(canvas: HTMLCanvasElement, file: File): Promise<void> {
  drawn.set(canvas, file);
  try {
    const bitmap = await createImageBitmap(file);
    const scale = 96 / Math.max(bitmap.width, bitmap.height);
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
  } catch {
    // Not a picture after all: the server says so when it is sent.
    canvas.width = canvas.height = 0;
  }
}

/** Why a file cannot be sent, as far as this side knows. */
function faultOf({ name, size, type }: File): Problem | undefined {
  if (!TYPES.includes(type)) return new Problem('type_not_allowed', name);
  return size > MOST_BYTES ? new Problem('too_large', name) : undefined;
}

/** Asks for pictures to go with the next line. */
export function choose(composer: Composer): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = TYPES.join();
  input.multiple = true;
  input.addEventListener('change', () => composer.add(input.files ?? []));
  input.click();
}

/** Whose pictures are on their way: pressing Enter once more sends nothing twice. */
const sending = new WeakSet<Composer>();

/** Sends a line with the composer's pictures, once they are on the server; all stays as it is when one cannot be brought. */
export function sendWith(composer: Composer, text: string, replyTo?: number): void {
  const { ctx } = composer;
  const pictures = composer.pictures.slice(0, MOST);
  const send = async (controller: RoomController): Promise<void> => {
    if (sending.has(composer)) return;
    sending.add(composer);
    const attachments = await bring(controller, pictures, () => composer.redrawPictures());
    sending.delete(composer);
    if (!attachments) return;
    // Something else may have been begun meanwhile, and those that were too many go with the next line.
    const others = composer.pictures.filter((one) => !pictures.includes(one));
    if (composer.text.trim() === text) composer.clear();
    composer.pictures = others;
    ctx.act.cancel();
    controller.post(text, replyTo, attachments);
  };
  ctx.act.more((more) => more.named((controller) => void send(controller).catch(controller.missed)));
}

/**
 * Brings pictures to the server, those that are not there yet with what is said of them now.
 *
 * @param draw called when one has got further
 * @returns all of them, or undefined when one of them could not be brought; it then says why
 */
async function bring(
  controller: RoomController,
  pictures: readonly Picture[],
  draw: () => void,
): Promise<AttachmentView[] | undefined> {
  for (
    let picture: Picture | undefined;
    (picture = pictures.find((one) => !one.there || one.told !== saidOf(one)));
  ) {
    picture.problem = undefined;
    const told = saidOf(picture);
    try {
      const fault = faultOf(picture.file);
      if (fault) throw fault;
      picture.there = await upload(controller, picture, draw);
      picture.told = told;
    } catch (thrown) {
      picture.share = undefined;
      picture.problem = thrown instanceof Problem ? thrown : new Problem('connection_lost', String(thrown));
      draw();
      return undefined;
    }
  }
  return pictures.flatMap(({ there }) => there ?? []);
}

/** What is said of a picture when it is brought. */
const saidOf = ({ alt, spoiler }: Picture): string => `${spoiler ? '||' : ''}${alt}`;

/** One picture, telling how far it has got, which `fetch` does not. */
function upload({ rest, slug }: RoomController, picture: Picture, draw: () => void): Promise<AttachmentView> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    if (picture.alt) form.set('alt', picture.alt);
    if (picture.spoiler) form.set('spoiler', 'true');
    form.set('file', picture.file);
    const request = new XMLHttpRequest();
    request.open('POST', `${rest.base}/rooms/${encodeURIComponent(slug)}/images`);
    const token = rest.tokens.identity?.token ?? '';
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => {
      picture.share = total ? loaded / total : 0;
      draw();
    };
    request.onerror = () => reject(new Problem('connection_lost', 'upload'));
    request.onload = () => {
      const answer = request.response as (AttachmentView & { code?: FaultCode; detail?: string }) | null;
      if (request.status < 300 && answer) resolve(answer);
      else {
        if (answer?.code === 'token_invalid') rest.disown(token);
        reject(new Problem(answer?.code ?? 'unavailable', answer?.detail ?? ''));
      }
    };
    picture.share = 0;
    draw();
    request.send(form);
  });
}
