import { css } from '../styles/css.ts';

export const shelfStyles = css`
  .shelved {
    margin-block-end: 10px;
  }
  .pane h3 {
    margin-block-start: 16px;
  }
  .wished {
    display: grid;
    grid-template-columns: 44px minmax(0, 1fr) auto;
    gap: 4px 10px;
    align-items: start;
    padding-block: 8px;
    border-block-end: var(--hair);
  }
  .wished matinee-poster {
    --poster: 100%;
    grid-row: span 2;
  }
  .wished.seen b {
    color: var(--ink-2);
  }
  .wished .field {
    min-block-size: 30px;
    padding: 3px 8px;
    font-size: 0.9em;
  }
  .wished .setting {
    margin: 0;
    font-size: 0.9em;
    grid-column: 2 / -1;
  }
  .order {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 12px;
    align-items: center;
    justify-content: space-between;
  }
  .order select {
    font: inherit;
    color: inherit;
    inline-size: auto;
  }
  .comments {
    margin-block-start: 6px;
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--line);
    font-size: 0.94em;
  }
  .comments .answer {
    margin-inline-start: 14px;
  }
  .comments li {
    margin-block: 6px;
  }
  .comments .acts {
    display: flex;
    gap: 12px;
    font-size: 0.84em;
  }
  .comments form button {
    white-space: nowrap;
  }
  .comments form {
    display: flex;
    gap: 6px;
    margin-block-start: 8px;
  }
`;
