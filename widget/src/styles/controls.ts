import { css } from './css.ts';

/** Buttons and fields, as the parts that are loaded later use them. */
export const controls = css`
  :host {
    --card-radius: var(--matinee-card-radius, 10px);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  .text-button {
    color: var(--accent);
    font-weight: 560;
    border-radius: 4px;
  }
  .text-button:hover {
    text-decoration: underline;
  }
  .main-button {
    background: var(--fill);
    color: var(--on-fill);
    font-weight: 600;
    padding: 7px 14px;
    min-block-size: 36px;
  }
  .main-button:hover {
    filter: brightness(1.05);
  }
  .bad {
    color: var(--red);
  }
  .field {
    inline-size: 100%;
    min-block-size: 38px;
    padding: 7px 12px;
    border: 1px solid var(--edge);
    border-radius: var(--control-radius);
    background: var(--paper);
  }
  @media (forced-colors: active) {
    .main-button {
      border: 1px solid;
    }
  }
`;
