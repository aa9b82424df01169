import { css } from '../styles/css.ts';

export const pictureTrayStyles = css`
  .most {
    padding: 0 2px 6px;
  }
  .tray {
    display: grid;
    gap: 6px;
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
    max-block-size: 180px;
    overflow-y: auto;
  }
  .tray li {
    display: grid;
    grid-template-columns: 48px minmax(0, 1fr) auto auto;
    gap: 4px 8px;
    align-items: center;
  }
  .tray canvas {
    inline-size: 48px;
    block-size: 48px;
    object-fit: cover;
    border-radius: var(--poster-radius);
    background: var(--bone);
  }
  .tray canvas.veiled {
    filter: blur(5px);
  }
  .tray .cover[aria-pressed='true'] {
    background: var(--fill);
    color: var(--on-fill, #fff);
  }
  .tray progress,
  .tray p {
    grid-column: 2 / -1;
    inline-size: 100%;
    block-size: 4px;
    accent-color: var(--fill);
  }
  .tray p {
    block-size: auto;
  }
`;
