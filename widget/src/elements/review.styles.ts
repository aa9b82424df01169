import { css } from '../styles/css.ts';

export const reviewStyles = css`
  matinee-review-card,
  matinee-review-form,
  matinee-review-item {
    display: block;
    max-inline-size: 480px;
  }
  matinee-review-card {
    margin-block: 2px 6px;
  }
  matinee-review-form,
  matinee-review-item {
    margin-block-start: 6px;
  }
  .review-head,
  .review-item,
  .review-form {
    border: var(--hair);
    border-radius: var(--card-radius, 10px);
    background: var(--paper);
    padding: 10px;
  }
  .review-head {
    display: grid;
    grid-template-columns: 44px minmax(0, 1fr);
    gap: 10px;
    align-items: center;
  }
  .review-head matinee-poster {
    --poster: 100%;
  }
  .review-head b {
    font-weight: 640;
    line-height: 1.3;
  }
  .review-head small,
  .review-item small {
    color: var(--ink-2);
    font-size: 0.84em;
  }
  .given {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .given .row {
    position: relative;
    display: inline-block;
    color: var(--star);
  }
  .given i,
  .given em,
  .given b {
    font-style: normal;
    font-weight: inherit;
  }
  .given i {
    opacity: 0.3;
  }
  .given em {
    color: var(--ink-2);
    font-size: 0.84em;
  }
  .given b {
    position: absolute;
    inset: 0;
    clip-path: inset(0 calc(100% - var(--given)) 0 0);
  }
  .full-1 {
    --given: 10%;
  }
  .full-2 {
    --given: 20%;
  }
  .full-3 {
    --given: 30%;
  }
  .full-4 {
    --given: 40%;
  }
  .full-5 {
    --given: 50%;
  }
  .full-6 {
    --given: 60%;
  }
  .full-7 {
    --given: 70%;
  }
  .full-8 {
    --given: 80%;
  }
  .full-9 {
    --given: 90%;
  }
  .full-10 {
    --given: 100%;
  }
  .review-item .by {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    align-items: baseline;
  }
  .review-item .said {
    display: flex;
    gap: 14px;
    align-items: baseline;
    margin-block-start: 4px;
    font-size: 0.84em;
  }
  .review-item button {
    min-block-size: 24px;
  }
  .review-form {
    display: grid;
    gap: 10px;
  }
  .review-form fieldset {
    border: 0;
    padding: 0;
    margin: 0;
  }
  .review-form legend,
  .review-form label.above {
    padding: 0;
    font-weight: 600;
  }
  .review-form textarea {
    min-block-size: 6.5em;
    resize: vertical;
    font: inherit;
    color: inherit;
    line-height: var(--leading);
  }
  .review-form .hint {
    color: var(--ink-2);
    font-size: 0.84em;
  }
  .review-form .tick {
    display: flex;
    gap: 8px;
    align-items: center;
  }
  .review-form .tick input {
    inline-size: 18px;
    block-size: 18px;
    accent-color: var(--fill);
    margin: 0;
  }
  .pick {
    display: flex;
    inline-size: max-content;
    margin-block-start: 2px;
    border-radius: 6px;
    font-size: 1.9em;
    line-height: 1.15;
  }
  .pick label {
    position: relative;
    inline-size: 0.5em;
    block-size: 1.15em;
    overflow: hidden;
    color: var(--edge);
    cursor: pointer;
  }
  .pick label:nth-of-type(even) span {
    margin-inline-start: -0.5em;
  }
  .pick span {
    display: block;
    inline-size: 1em;
    text-align: center;
  }
  .pick input {
    position: absolute;
    inset: 0;
    opacity: 0;
    margin: 0;
    cursor: pointer;
  }
  .pick label:has(input:checked),
  .pick label:has(~ label input:checked) {
    color: var(--star);
  }
  .pick:hover label:hover,
  .pick:hover label:has(~ label:hover) {
    color: var(--star);
  }
  .pick:focus-within:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .review-form .foot {
    display: flex;
    gap: 14px;
    align-items: center;
    justify-content: flex-end;
  }
  .review-form .bad:empty {
    display: none;
  }
  .review-form .bad {
    margin: 0;
    color: var(--red);
  }
`;
