import { css } from 'lit';

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
`;
