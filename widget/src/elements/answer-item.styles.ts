import { css } from '../styles/css.ts';

export const answerItemStyles = css`
  .avatar.brand {
    background: var(--fill);
    color: var(--on-fill);
  }
  .item.answer {
    padding-block-end: 8px;
  }
  .item.answer:hover,
  .item.answer:focus-within {
    background: none;
  }
  .credit {
    max-inline-size: 480px;
    margin-block-start: 6px;
  }
  .asked {
    color: var(--accent);
    font-size: 0.87em;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block-start: 6px;
  }
  .thinking {
    color: var(--ink-2);
    animation: breathe 1.4s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.55;
    }
  }
  .refused {
    color: var(--ink-2);
  }
  .dismiss {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: calc(var(--side) - 6px);
  }
`;
