import { css } from 'lit';

export const messageItemStyles = css`
  .item {
    display: grid;
    grid-template-columns: var(--avatar) minmax(0, 1fr);
    column-gap: 10px;
    padding: 1px var(--side) 2px;
    position: relative;
    border-radius: 0;
  }
  .item.head {
    padding-block-start: 8px;
  }
  .item:hover,
  .item:focus-within {
    background: var(--hover);
  }
  .item.mine {
    background: var(--own);
  }
  .item.mine:hover,
  .item.mine:focus-within {
    background: color-mix(in srgb, var(--own), var(--hover));
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .item.fresh {
    animation: line-in var(--motion) var(--ease);
  }
  @keyframes line-in {
    from {
      opacity: 0;
      transform: translateY(4px);
    }
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
  .content {
    grid-column: 2;
    min-inline-size: 0;
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 7px;
    line-height: 1.35;
    grid-column: 2;
    min-inline-size: 0;
  }
  .name {
    font-size: var(--name-size);
    font-weight: var(--name-weight);
    max-inline-size: 100%;
    overflow: hidden;
    display: -webkit-box;
    -webkit-line-clamp: 1;
    -webkit-box-orient: vertical;
  }
  .meta {
    color: var(--ink-3);
    font-size: var(--meta-size);
    font-variant-numeric: tabular-nums;
  }
  .avatar {
    grid-row: 1 / span 2;
    inline-size: var(--avatar);
    block-size: var(--avatar);
    border-radius: 50%;
    display: grid;
    place-items: center;
    position: relative;
    color: #fff;
    font-size: 13px;
    font-weight: 600;
    background: var(--hue, #6a5fd8);
    forced-color-adjust: none;
  }
  .hue-1 {
    --hue: #b24a72;
  }
  .hue-2 {
    --hue: #2c7f60;
  }
  .hue-3 {
    --hue: #a3562b;
  }
  .hue-4 {
    --hue: #2f74a0;
  }
  .hue-5 {
    --hue: #8b4fa8;
  }
  .hue-6 {
    --hue: #6d7326;
  }
  .hue-7 {
    --hue: #a8484a;
  }
  .avatar img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    border-radius: 50%;
    object-fit: cover;
  }
  .avatar .dot {
    position: absolute;
    inset: auto -3px -3px auto;
    inline-size: 13px;
    block-size: 13px;
    border: 2px solid var(--sheet);
  }
  .avatar.brand {
    background: var(--fill);
    color: var(--on-fill);
  }
  .text p {
    white-space: pre-wrap;
  }
  .sending .text {
    opacity: 0.65;
  }
  .edited,
  .fate {
    color: var(--ink-3);
    font-size: var(--meta-size);
  }
  .fate {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5em;
    padding-block: 0 3px;
  }
  .fate.bad,
  .bad {
    color: var(--red);
  }
  .picture {
    display: block;
    inline-size: fit-content;
    max-inline-size: min(100%, 320px);
    margin-block: 5px 3px;
    border-radius: var(--card-radius);
    overflow: hidden;
    border: var(--hair);
  }
  .picture img {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    max-block-size: 340px;
    object-fit: contain;
    background: var(--bone);
  }
  .text code {
    font-family: var(--mono);
    font-size: 0.88em;
    background: var(--code);
    border-radius: 4px;
    padding: 0.1em 0.3em;
    word-break: normal;
  }
  .text pre {
    margin: 4px 0;
    padding: 8px 10px;
    background: var(--code);
    border-radius: 8px;
    overflow-x: auto;
    white-space: pre;
    max-inline-size: 100%;
  }
  .text pre code {
    padding: 0;
    background: none;
  }
  .text blockquote {
    margin: 3px 0;
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--edge);
    color: var(--ink-2);
  }
  .text ul,
  .text ol {
    margin: 2px 0;
    padding-inline-start: 1.5em;
    white-space: normal;
  }
  .text .heading {
    font-size: 1.04em;
    font-weight: 650;
  }
  .text p + p {
    margin-block-start: 0.35em;
  }
  .emote {
    block-size: 1.4em;
    inline-size: auto;
    vertical-align: -0.3em;
  }
  .mention {
    background: var(--wash);
    border-radius: 4px;
    padding-inline: 2px;
    font-weight: 560;
  }
  .spoiler {
    border-radius: 4px;
    padding-inline: 3px;
    background: var(--code);
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  .spoiler.wide {
    display: block;
    padding: 2px 6px;
  }
  .spoiler[role] {
    cursor: pointer;
    color: transparent;
    background: repeating-linear-gradient(90deg, #ffffff1c 0 1px, transparent 1px 4px) var(--veil);
    user-select: none;
  }
  .spoiler[role]:hover {
    filter: brightness(1.15);
  }
  .spoiler[role] * {
    visibility: hidden;
  }
  .spoiler.lifted {
    animation: curtain 180ms var(--ease);
  }
  @keyframes curtain {
    from {
      background-color: var(--veil);
      color: transparent;
      clip-path: inset(0 0 100% 0);
    }
  }
  .tools {
    position: absolute;
    inset-block-start: 2px;
    inset-inline-end: calc(var(--side) - 6px);
    z-index: 2;
    display: flex;
    align-items: center;
    padding: 2px;
    max-inline-size: calc(100% - 16px);
    background: var(--sheet);
    border: var(--hair);
    border-radius: var(--card-radius);
    box-shadow: var(--lift);
  }
  .tool {
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    border-radius: 7px;
    color: var(--ink-2);
  }
  .tool.emoji {
    font-size: 16px;
    color: var(--ink);
  }
  .tool:hover,
  .tool[aria-pressed='true'] {
    background: var(--hover);
    color: var(--ink);
  }
  .tool[aria-pressed='true'] {
    background: var(--wash);
  }
  .tools.ask {
    flex-wrap: wrap;
    gap: 4px 12px;
    padding: 6px 12px;
    font-size: 0.87em;
  }
  .tools .text-button {
    padding: 3px 4px;
  }
  .text-button.bad {
    color: var(--red);
  }
  @media (pointer: coarse) {
    .tool {
      inline-size: 38px;
      block-size: 38px;
    }
  }
  @media (forced-colors: active) {
    .spoiler[role] {
      forced-color-adjust: none;
    }
  }
`;
