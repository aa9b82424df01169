import { css } from '../styles/css.ts';

export const composerContextStyles = css`
  .about-to {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 0 6px 10px;
    color: var(--ink-2);
    font-size: 0.84em;
  }
  .about-to span {
    flex: 1;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    border-inline-start: 2px solid var(--rule);
    padding-inline-start: 8px;
  }
`;
