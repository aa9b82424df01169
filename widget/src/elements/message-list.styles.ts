import { css } from '../styles/css.ts';

export const messageListStyles = css`
  matinee-message-list {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    position: relative;
  }
  .scroller {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-color: var(--edge) transparent;
  }
  .log {
    min-block-size: 100%;
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    padding-block: 8px 10px;
  }
  .rows > div {
    contain: layout style;
  }
  .start {
    padding: 18px var(--side) 4px;
    text-align: center;
    color: var(--ink-3);
    font-size: var(--meta-size);
  }
  .start.empty {
    margin-block: auto;
    color: var(--ink-2);
    font-size: 1em;
    text-wrap: balance;
  }
  .divider {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 12px var(--side) 3px;
    color: var(--ink-3);
    font-size: var(--meta-size);
  }
  .divider::before,
  .divider::after {
    content: '';
    flex: 1;
    border-block-start: var(--hair);
  }
  .divider.unread {
    color: var(--accent);
    font-weight: 600;
  }
  .divider.unread::before,
  .divider.unread::after {
    border-color: color-mix(in srgb, var(--fill) 65%, transparent);
  }
`;
