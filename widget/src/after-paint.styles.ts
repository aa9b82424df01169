import { css } from './styles/css.ts';

/** What a room looks like when it is touched, when something comes, and when the line is lost. */
export const afterPaintStyles = css`
  :host {
    --hover: var(--matinee-hover, light-dark(#f4eee3, #25201a));
    --red-wash: var(--matinee-danger-wash, light-dark(#fbeae6, #351a15));
    --lift: var(--matinee-lift, 0 2px 10px light-dark(#2a1f0f26, #000a));
  }
  .box {
    transition: border-color var(--motion) var(--ease);
  }
  .go {
    transition:
      opacity var(--motion) var(--ease),
      transform var(--motion) var(--ease);
  }
  .newest {
    position: absolute;
    inset-block-end: 10px;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 5px 14px 5px 10px;
    border: var(--hair);
    border-radius: 99px;
    background: var(--sheet);
    box-shadow: var(--lift);
    color: var(--accent);
    font-size: 0.84em;
    font-weight: 600;
    animation: line-in var(--motion) var(--ease);
  }
  .newest:hover {
    background: var(--hover);
  }
  .item:hover,
  .item:focus-within {
    background: var(--hover);
  }
  .item.mine:hover,
  .item.mine:focus-within {
    background: color-mix(in srgb, var(--own), var(--hover));
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .item[data-flash] {
    animation: flash 1.6s var(--ease);
  }
  @keyframes flash {
    0%,
    60% {
      background: var(--wash);
    }
  }
  .sending .text {
    opacity: 0.65;
  }
  .tool:hover {
    background: var(--hover);
    color: var(--ink);
  }
  .go:not(:disabled):active {
    transform: scale(0.94);
  }
  .over {
    align-self: center;
    color: var(--red);
    font-size: var(--meta-size);
    white-space: nowrap;
  }
  a {
    color: var(--accent);
    text-underline-offset: 0.15em;
  }
  .line.offline {
    background: var(--red-wash);
  }
  .line.offline::before {
    background: var(--red);
  }
  @media (forced-colors: active) {
    .go,
    .line {
      border: 1px solid;
    }
  }
  button:disabled {
    cursor: default;
  }
  .dot.broken {
    background: none;
    box-shadow: inset 0 0 0 1.5px var(--red);
  }
  /* A telephone on its side, or a page enlarged to 400 %: room for the talk, and nothing that pushes or covers it. */
  @media (height < 420px) {
    header matinee-poster,
    .topic {
      display: none;
    }
    header {
      padding-block: 6px;
    }
    h2 {
      -webkit-line-clamp: 1;
    }
    .box textarea {
      max-block-size: 3em;
    }
    .newest {
      inset-inline: auto 8px;
      padding: 5px 8px;
    }
    .newest span {
      position: absolute;
      clip-path: inset(50%);
    }
  }
  @container (width < 340px) {
    .room {
      --side: 12px;
      --avatar: 26px;
      --card-poster: 52px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation-duration: 0s !important;
      animation-delay: 0s !important;
      transition-duration: 0s !important;
      scroll-behavior: auto !important;
    }
  }
`;
