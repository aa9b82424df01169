import { html, render } from 'lit/html.js';
import type { AttachmentView } from '../../../src/protocol/frames.ts';
import { css } from '../styles/css.ts';
import { closeIcon } from './line-icons.ts';
import type { RoomContext } from './room-context.ts';
import { adopt } from './room-part.ts';

const styles = css`
  .lightbox {
    position: fixed;
    inset: 0;
    inline-size: 100vw;
    block-size: 100dvh;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 48px 16px 16px;
    border: 0;
    background: #100d0aee;
    color: #f3ece1;
  }
  .lightbox[open] {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    place-items: center;
    gap: 10px;
  }
  .lightbox img {
    max-inline-size: 100%;
    max-block-size: 100%;
    object-fit: contain;
  }
  .lightbox .tool {
    position: absolute;
    inset: 10px 12px auto auto;
    color: inherit;
    background: #0006;
  }
  .lightbox p {
    font-size: 0.9em;
    text-wrap: balance;
  }
`;

/**
 * Shows the pictures of a line one at a time over the whole page: arrows go on, Escape or a press beside it closes.
 *
 * @param line the element of the line; the keyboard goes back to where it was
 * @param seen the pictures, with their addresses as they are now
 * @param missed told when one does not come; calls back when it may be tried again
 */
export function showLarge(
  line: HTMLElement,
  seen: () => readonly AttachmentView[],
  first: number,
  ctx: RoomContext,
  missed: (again: () => void) => void,
): void {
  const t = ctx.words!;
  adopt(line, styles);
  const dialog = document.createElement('dialog');
  dialog.className = 'lightbox';
  dialog.part.toggle('lightbox', true);
  let at = first;
  const draw = (): void => {
    const pictures = seen();
    const { url, alt, name, width, height } = pictures[at] ?? pictures[0] ?? { url: '' };
    const words = alt || name || t.picture;
    dialog.ariaLabel = words;
    render(
      html`<img src=${url} alt=${words} width=${width} height=${height} @error=${() => missed(draw)} />
        <p dir="auto">${alt || ''} ${pictures.length > 1 ? `${at + 1} / ${pictures.length}` : ''}</p>
        <button class="tool" aria-label=${t.close} title=${t.close} @click=${() => dialog.close()}>
          ${closeIcon}
        </button>`,
      dialog,
    );
  };
  dialog.addEventListener('keydown', (event) => {
    // Its own keys: the talk beneath it moves no further.
    event.stopPropagation();
    const { length } = seen();
    const step = { ArrowRight: 1, ArrowLeft: length - 1 }[event.key];
    if (!step) return;
    at = (at + step) % length;
    draw();
  });
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  draw();
  line.append(dialog);
  dialog.showModal();
}
