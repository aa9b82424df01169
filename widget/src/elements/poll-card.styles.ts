import { css } from '../styles/css.ts';

export const pollStyles = css`
  matinee-poll-card {
    display: block;
    margin-block-start: 6px;
    max-inline-size: 480px;
  }
  .poll {
    display: grid;
    gap: 6px;
    padding: 10px;
    border: var(--hair);
    border-radius: var(--matinee-card-radius, 10px);
    background: var(--paper);
  }
  .choice {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 3px 12px;
    align-items: baseline;
    inline-size: 100%;
    min-block-size: 40px;
    padding: 6px 10px 8px;
    border: 1px solid var(--line);
    border-radius: var(--control-radius);
    text-align: start;
    background: var(--sheet);
  }
  button.choice:hover {
    border-color: var(--edge);
  }
  .choice.chosen {
    border-color: var(--accent);
    background: var(--wash);
  }
  .poll-text {
    overflow-wrap: anywhere;
    line-height: 1.35;
  }
  .chosen .poll-text,
  .ahead .poll-text {
    font-weight: 620;
  }
  .poll-text i {
    font-style: normal;
    font-size: 0.86em;
  }
  .poll-text em {
    font-style: normal;
    font-weight: 560;
    font-size: 0.78em;
    color: var(--accent);
    white-space: nowrap;
  }
  .poll-count {
    color: var(--ink-2);
    font-size: 0.84em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .poll-count > span:last-child::before {
    content: ' · ';
  }
  .choice progress {
    grid-column: 1 / -1;
    appearance: none;
    inline-size: 100%;
    block-size: 5px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--line);
  }
  .choice progress::-webkit-progress-bar {
    background: var(--line);
  }
  .choice progress::-webkit-progress-value {
    border-radius: 3px;
    background: var(--edge);
    transition: inline-size var(--motion) var(--ease);
  }
  .choice progress::-moz-progress-bar {
    border-radius: 3px;
    background: var(--edge);
  }
  .chosen progress::-webkit-progress-value,
  .ahead progress::-webkit-progress-value {
    background: var(--fill);
  }
  .chosen progress::-moz-progress-bar,
  .ahead progress::-moz-progress-bar {
    background: var(--fill);
  }
  .poll-foot {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    justify-content: space-between;
    align-items: baseline;
    padding-inline: 2px;
  }
  .poll-ask {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    align-items: baseline;
  }
  .poll-act {
    min-block-size: 24px;
    border-radius: 4px;
    color: var(--accent);
    font-weight: 560;
  }
  .poll-act:hover {
    text-decoration: underline;
  }
  @media (prefers-reduced-motion: reduce) {
    .choice progress::-webkit-progress-value {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .choice.chosen {
      border: 2px solid Highlight;
    }
    .choice progress {
      border: 1px solid;
      forced-color-adjust: none;
      --line: Canvas;
      --edge: CanvasText;
      --fill: Highlight;
    }
  }
`;
