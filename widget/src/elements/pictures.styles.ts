import { css } from '../styles/css.ts';

export const picturesStyles = css`
  .picture,
  .file {
    display: block;
    inline-size: fit-content;
    max-inline-size: min(100%, 320px);
    margin-block: 5px 3px;
    border-radius: var(--card-radius);
    overflow: hidden;
    border: var(--hair);
  }
  .picture img {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    max-block-size: 340px;
    object-fit: contain;
    background: var(--bone);
  }
  .picture.covered {
    position: relative;
    padding: 0;
    cursor: pointer;
    background: var(--bone);
    font: inherit;
  }
  .picture.covered img {
    filter: blur(28px) saturate(0.7);
    /* The edges of what is blurred would show through. */
    scale: 1.25;
  }
  .picture.covered span {
    position: absolute;
    inset: 0;
    margin: auto;
    inline-size: fit-content;
    block-size: fit-content;
    padding: 4px 12px;
    border-radius: 99px;
    background: #100d0ad9;
    color: #f3ece1;
    font-size: 0.85em;
  }
  .file {
    display: flex;
    align-items: center;
    gap: 9px;
    padding: 8px 12px;
    overflow-wrap: anywhere;
  }
  .file .icon {
    flex: none;
  }
  .file .small {
    /* Not underlined with the name. */
    display: inline-block;
  }
  @media (forced-colors: active) {
    .picture.covered img {
      visibility: hidden;
    }
  }
  /* Several stand as on a contact sheet; whole they are when looked at large. */
  matinee-pictures:has(.picture + .picture) {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 4px;
    max-inline-size: 420px;
    margin-block: 5px 3px;
  }
  .picture ~ .file {
    grid-column: span 2;
  }
  .picture + .picture,
  .picture:has(+ .picture) {
    inline-size: auto;
    max-inline-size: none;
    margin: 0;
    aspect-ratio: 3 / 2;
  }
  .picture.wide:has(+ .picture) {
    grid-column: span 2;
    aspect-ratio: 2;
  }
  .picture + .picture img,
  .picture:has(+ .picture) img {
    inline-size: 100%;
    block-size: 100%;
    max-block-size: none;
    object-fit: cover;
  }
`;
