import { css } from '../styles/css.ts';

export const commandListStyles = css`
  .commands {
    position: absolute;
    inset: auto 12px calc(100% - 4px);
    z-index: 3;
    max-block-size: min(236px, 85vh - 100px);
    overflow-y: auto;
    padding: 4px;
    background: var(--sheet);
    border: var(--hair);
    border-radius: var(--card-radius);
    box-shadow: var(--lift);
    scrollbar-width: thin;
  }
  .command {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    align-items: baseline;
    padding: 6px 10px;
    border-radius: 7px;
    cursor: pointer;
    font-size: 0.9em;
  }
  .command b {
    font-weight: 600;
    color: var(--accent);
  }
  .command span {
    color: var(--ink-2);
    font-size: 0.92em;
  }
  .command:hover,
  .command[aria-selected='true'] {
    background: var(--hover);
  }
  @media (forced-colors: active) {
    .command[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
