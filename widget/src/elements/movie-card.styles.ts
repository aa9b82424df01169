import { css } from '../styles/css.ts';

export const movieCardStyles = css`
  :host {
    --card-poster: var(--matinee-card-poster-width, 68px);
  }
  matinee-movie-card {
    display: block;
    margin-block-start: 6px;
    max-inline-size: 480px;
  }
  .card {
    display: grid;
    grid-template-columns: var(--card-poster) minmax(0, 1fr);
    gap: 12px;
    padding: 10px;
    border: var(--hair);
    border-radius: var(--card-radius);
    background: var(--paper);
  }
  .card matinee-poster {
    --poster: 100%;
    align-self: start;
    box-shadow: 0 2px 8px -2px #0005;
  }
  .film > b {
    font-size: 1em;
    font-weight: 640;
    line-height: 1.3;
  }
  .facts,
  .why,
  .stars em {
    color: var(--ink-2);
    font-size: 0.84em;
  }
  .facts {
    margin-block: 1px 3px;
    line-height: 1.4;
  }
  .stars {
    color: var(--star);
    font-size: 0.9em;
    font-variant-numeric: tabular-nums;
  }
  .stars i {
    opacity: 0.35;
  }
  .stars i,
  .stars em {
    font-style: normal;
  }
  .stars em {
    font-size: 0.94em;
  }
  .why {
    margin-block-start: 3px;
    line-height: 1.4;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    margin-block-start: 6px;
    font-size: 0.84em;
  }
  .acts button {
    min-block-size: 24px;
  }
  .acts .quiet {
    color: var(--ink-2);
  }
  /* Where there is little height, a card takes the width there is, and its poster less of it. */
  @media (height < 420px) {
    :host {
      --card-poster: var(--matinee-card-poster-width, 44px);
    }
    matinee-movie-card {
      max-inline-size: none;
    }
  }
`;
