import { css } from '../styles/css.ts';

export const roomMenuStyles = css`
  header .menu {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-end: 10px;
  }
  .menu,
  .top .tool {
    display: grid;
    place-items: center;
    inline-size: 34px;
    block-size: 34px;
    color: var(--ink-2);
    flex: none;
  }
  .panel {
    position: absolute;
    inset: 0;
    z-index: 3;
    display: flex;
    flex-direction: column;
    background: var(--sheet);
    animation: line-in var(--motion) var(--ease);
  }
  @container (width >= 620px) {
    .room:has(.panel) .body,
    .room:has(.panel) header {
      padding-inline-end: 380px;
    }
    .panel {
      inset-inline-start: auto;
      inline-size: 380px;
      border-inline-start: var(--hair);
      box-shadow: var(--lift);
    }
  }
  .top {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 8px 10px 0 0;
    border-block-end: var(--hair);
  }
  /* Tabs fade out towards both edges, and stand clear of them once there is nothing further that way. */
  .tabs {
    display: flex;
    flex: 1;
    gap: 14px;
    min-inline-size: 0;
    overflow-x: auto;
    scrollbar-width: none;
    padding-inline: var(--side) 40px;
    scroll-padding-inline: var(--side) 40px;
    mask: linear-gradient(90deg, #0000, #000 var(--side), #000 calc(100% - 40px), #0000);
  }
  .tab {
    padding: 8px 0 9px;
    border-block-end: 2px solid transparent;
    border-radius: 0;
    color: var(--ink-2);
    font-size: 0.9em;
    white-space: nowrap;
  }
  .tab[aria-selected='true'] {
    border-color: var(--fill);
    color: var(--ink);
    font-weight: 600;
  }
  .tab:focus-visible {
    outline-offset: -2px;
  }
  .pane {
    flex: 1;
    overflow: auto;
    overscroll-behavior: contain;
    padding: 14px var(--side) 20px;
  }
  .pane > * {
    display: block;
  }
  .pane .hint,
  .pane .small {
    color: var(--ink-2);
    font-size: 0.84em;
  }
  .pane .hint {
    margin-block: 8px;
  }
  .pane ol,
  .pane ul {
    list-style: none;
    margin: 8px 0 0;
    padding: 0;
  }
  .found {
    display: block;
    inline-size: 100%;
    padding: 8px;
    margin-inline: -8px;
    text-align: start;
    border-radius: 8px;
  }
  .found:hover {
    background: var(--hover);
  }
  .found mark {
    background: var(--wash);
    color: inherit;
    font-weight: 600;
    border-radius: 3px;
  }
  .found .text {
    display: -webkit-box;
    -webkit-line-clamp: 3;
    -webkit-box-orient: vertical;
    overflow: hidden;
  }
  .person {
    display: flex;
    align-items: center;
    gap: 10px;
    padding-block: 5px;
  }
  .person .away {
    opacity: 0.6;
  }
  .setting {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    margin-block: 6px;
  }
  .setting input {
    inline-size: 18px;
    block-size: 18px;
    margin: 2px 0 0;
    accent-color: var(--fill);
    flex: none;
  }
  .pane fieldset {
    border: 0;
    margin: 14px 0;
    padding: 0;
  }
  .pane legend,
  .pane h3 {
    margin: 0 0 4px;
    padding: 0;
    font-size: 1em;
    font-weight: 620;
  }
  @media (forced-colors: active) {
    .tab[aria-selected='true'] {
      border-color: Highlight;
    }
  }
`;
