import { css } from '../styles/css.ts';

export const bubbleStyles = css`
  :host {
    --bubble-width: var(--matinee-bubble-width, 400px);
    --bubble-offset: var(--matinee-bubble-offset, 20px);
    --layer: var(--matinee-layer, 2147483000);
  }
  :host([mode='bubble']) {
    position: fixed;
    inset-block-end: var(--bubble-offset);
    inset-inline-end: var(--bubble-offset);
    z-index: var(--layer);
    inline-size: min(var(--bubble-width), 100vw - 2 * var(--bubble-offset));
    block-size: auto;
    pointer-events: none;
  }
  :host([mode='bubble']) .room {
    block-size: min(var(--height), 100vh - 2 * var(--bubble-offset) - 68px);
    margin-block-end: 12px;
    pointer-events: auto;
    animation: rise var(--motion) var(--ease);
  }
  .bubble {
    display: grid;
    place-items: center;
    inline-size: 56px;
    block-size: 56px;
    margin-inline-start: auto;
    border-radius: 50%;
    background: var(--fill);
    color: var(--on-fill);
    box-shadow: var(--shadow);
    pointer-events: auto;
    position: relative;
  }
  .bubble .icon {
    inline-size: 26px;
    block-size: 26px;
  }
  .count {
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: -3px;
    min-inline-size: 22px;
    padding: 0 6px;
    border-radius: 11px;
    background: var(--ink);
    color: var(--sheet);
    font-size: 12px;
    font-weight: 650;
    line-height: 22px;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  /* Too low for a button beneath the room: it stands in the room's corner. */
  @media (height < 420px) {
    :host {
      --bubble-offset: 8px;
    }
    :host([mode='bubble']) .room {
      block-size: calc(100vh - 2 * var(--bubble-offset));
      margin: 0;
    }
    :host([mode='bubble']) header {
      padding-inline-end: 92px;
    }
    :host([mode='bubble']) header .menu {
      inset: 8px 50px auto auto;
    }
    :host([mode='bubble']) .top {
      padding-inline-end: 50px;
    }
    .room ~ * .bubble {
      position: absolute;
      inset: 6px 6px auto auto;
      inline-size: 38px;
      block-size: 38px;
      box-shadow: none;
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .count {
      border: 1px solid;
    }
  }
`;
