import { css } from '../styles/css.ts';

export const troubleStyles = css`
  matinee-trouble {
    display: grid;
  }
  .body > matinee-trouble {
    flex: none;
  }
  .body > matinee-trouble:first-child {
    flex: 1;
    overflow-y: auto;
  }
  .state {
    margin: auto;
    padding: 24px var(--side);
    max-inline-size: 30em;
    text-align: center;
    color: var(--ink-2);
    display: grid;
    gap: 14px;
    justify-items: center;
  }
  .state p {
    text-wrap: balance;
  }
  .state matinee-poster {
    --poster: 56px;
  }
  .shut {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    justify-content: center;
    border-block-start: var(--hair);
    padding: 14px var(--side);
    color: var(--ink-2);
    text-align: center;
    font-size: 0.9em;
  }
`;
