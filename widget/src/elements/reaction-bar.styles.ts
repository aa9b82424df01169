import { css } from '../styles/css.ts';

export const reactionBarStyles = css`
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    margin-block: 4px 2px;
  }
  .reaction {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-block-size: 25px;
    padding: 1px 8px;
    border: var(--hair);
    border-radius: 99px;
    background: var(--paper);
    color: var(--ink-2);
    font-size: 0.8em;
    line-height: 1.4;
    font-variant-numeric: tabular-nums;
    transition: background var(--motion) var(--ease);
  }
  .reaction:hover {
    border-color: var(--edge);
  }
  .reaction[aria-pressed='true'] {
    border-color: var(--fill);
    background: var(--wash);
    color: var(--ink);
    font-weight: 600;
  }
`;
