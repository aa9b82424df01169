import { css } from '../styles/css.ts';

export const signInStyles = css`
  .sign-in {
    display: grid;
    gap: 8px;
    padding: 14px var(--side) 16px;
    border-block-start: var(--hair);
    background: var(--wash);
    animation: line-in var(--motion) var(--ease);
  }
  .state .sign-in {
    background: none;
    border: 0;
    inline-size: min(320px, 100cqi - 40px);
    text-align: start;
    color: var(--ink);
  }
  .sign-in label {
    font-weight: 600;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .hint {
    flex: 1 1 9em;
    color: var(--ink-2);
    font-size: 0.84em;
  }
  .sign-in .bad:empty {
    display: none;
  }
`;
