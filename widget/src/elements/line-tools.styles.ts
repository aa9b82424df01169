import { css } from '../styles/css.ts';

export const lineToolsStyles = css`
  matinee-line-tools {
    display: contents;
  }
  .tools {
    position: absolute;
    inset-block-start: 2px;
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
  .tool.emoji {
    font-size: 16px;
    color: var(--ink);
  }
  .tool[aria-pressed='true'] {
    background: var(--wash);
  }
  .tools.ask {
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
