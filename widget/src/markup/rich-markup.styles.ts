import { css } from '../styles/css.ts';

export const richMarkupStyles = css`
  :host {
    --veil: var(--matinee-spoiler, light-dark(#221d17, #4a4238));
    --code: var(--matinee-code, light-dark(#f3ecdf, #2a241d));
    --mono: var(--matinee-font-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
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
  @media (forced-colors: active) {
    .spoiler[role] {
      forced-color-adjust: none;
    }
  }
`;
