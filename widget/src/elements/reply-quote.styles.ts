import { css } from '../styles/css.ts';

export const replyQuoteStyles = css`
  :host {
    --rule: var(--matinee-quote-line, var(--fill));
  }
  matinee-reply-quote {
    display: block;
    min-inline-size: 0;
  }
  .quote {
    display: block;
    max-inline-size: 100%;
    margin: 1px 0 3px;
    padding-inline-start: 8px;
    border-inline-start: 2px solid var(--rule);
    border-radius: 0;
    color: var(--ink-2);
    font-size: 0.84em;
    text-align: start;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .quote bdi {
    font-weight: 600;
  }
  button.quote:hover {
    color: var(--ink);
  }
`;
