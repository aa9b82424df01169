import { css } from '../styles/css.ts';

export const lineToolsStyles = css`
  matinee-line-tools {
    display: contents;
  }
  /* Above the text, over the end of the line before: what lies in the text stays within reach. */
  .tools {
    position: absolute;
    inset-block-end: calc(100% - 3px);
    inset-inline-end: calc(var(--side) - 6px);
    z-index: 2;
    display: flex;
    align-items: center;
    padding: 2px;
    max-inline-size: calc(100% - 16px);
    background: var(--sheet);
    border: var(--hair);
    border-radius: var(--card-radius);
    box-shadow: var(--lift);
  }
  .head .tools {
    inset-block-end: calc(100% - 9px - 1.2em);
  }
  /* Below it where the talk begins above. */
  .tools.under {
    inset-block: calc(100% - 3px) auto;
  }
  .rows > :has(.under) {
    position: relative;
    z-index: 1;
  }
  /* Those of a line that was pressed are not in the way of the line that is pointed at now. */
  .item:not(:hover, :focus-visible) .tools:not(:focus-within, .ask, :has(matinee-emoji-picker)) {
    opacity: 0;
    pointer-events: none;
  }
  .tool.emoji {
    font-size: 16px;
    color: var(--ink);
  }
  .tool[aria-pressed='true'] {
    background: var(--wash);
  }
  .item .tools.ask {
    position: static;
    grid-column: 2;
    inline-size: fit-content;
    margin-block: 4px;
    flex-wrap: wrap;
    gap: 4px 12px;
    padding: 6px 12px;
    font-size: 0.87em;
  }
  .tools .text-button {
    padding: 3px 4px;
  }
  .text-button.bad {
    color: var(--red);
  }
  @media (pointer: coarse) {
    .tool {
      inline-size: 38px;
      block-size: 38px;
    }
  }
`;
