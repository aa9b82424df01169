import { css } from './styles/css.ts';

export const roomStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    /* Wide enough to talk in where the page asks how wide we would like to be. */
    contain-intrinsic-inline-size: 480px;
    min-inline-size: 0;
    position: relative;
    block-size: var(--height);
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']),
  :host([data-dark]:not([theme='light'])) {
    color-scheme: dark;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h2,
  p {
    margin: 0;
    font: inherit;
  }
  button,
  input,
  textarea {
    margin: 0;
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    border: 0;
    padding: 0;
    background: none;
    border-radius: var(--control-radius);
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .icon {
    display: block;
    inline-size: 18px;
    block-size: 18px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .room {
    /* Whatever the page says to every element is said to our host, and would be inherited from it. */
    all: initial;
    color-scheme: inherit;
    color: var(--ink);
    font-family: var(--font);
    font-size: var(--size);
    line-height: var(--leading);
    word-break: keep-all;
    overflow-wrap: anywhere;
    -webkit-text-size-adjust: 100%;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    background: var(--sheet);
    border: var(--hair);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
    overflow: hidden;
    position: relative;
  }
  header {
    display: flex;
    gap: 12px;
    align-items: center;
    padding: 12px 52px 10px var(--side);
    border-block-end: var(--hair);
  }
  matinee-poster {
    display: block;
    flex: none;
    inline-size: var(--poster);
    aspect-ratio: 2 / 3;
    border-radius: var(--poster-radius);
    background: var(--bone);
  }
  .about {
    flex: 1;
    min-inline-size: 0;
  }
  h2 {
    font-size: var(--title-size);
    font-weight: var(--title-weight);
    line-height: 1.3;
    display: -webkit-box;
    -webkit-line-clamp: 2;
    -webkit-box-orient: vertical;
    overflow: hidden;
  }
  .blank {
    inline-size: 9em;
    block-size: 1.1em;
    border-radius: 6px;
    background: var(--bone);
  }
  h2 span {
    font-weight: 400;
    color: var(--ink-2);
  }
  .sub {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: center;
    margin-block-start: 2px;
    color: var(--ink-2);
    font-size: 0.84em;
    font-variant-numeric: tabular-nums;
  }
  .topic {
    color: var(--ink-2);
    font-size: 0.84em;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .dots {
    display: inline-flex;
    gap: 3px;
  }
  .dot {
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: var(--web);
    forced-color-adjust: none;
  }
  .dot.discord {
    background: var(--discord);
  }
  .dot.slack {
    background: var(--slack);
  }
  .sub .star {
    color: var(--star);
  }
  .body {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    position: relative;
  }
  .line {
    display: flex;
    gap: 8px;
    align-items: center;
    justify-content: center;
    padding: 6px var(--side);
    font-size: 0.84em;
    background: var(--wash);
    color: var(--ink);
    text-align: center;
  }
  .line::before {
    content: '';
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: var(--accent);
    flex: none;
  }
  .line[hidden] {
    display: none;
  }
  .bones {
    flex: 1;
    opacity: 0;
    background:
      radial-gradient(circle 16px at 32px 22px, var(--bone) 97%, transparent) 0 0 / 100% 64px,
      linear-gradient(transparent 16px, var(--bone) 0 28px, transparent 0) 58px 0 / 60% 64px repeat-y;
    animation: appear 200ms 300ms forwards;
  }
  @keyframes appear {
    to {
      opacity: 1;
    }
  }

  :host([mode='bubble']) {
    position: fixed;
    inset-block-end: 0;
    block-size: auto;
  }
`;
