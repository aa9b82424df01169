import { css } from '../styles/css.ts';

export const picturesStyles = css`
  .picture {
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
`;
