import { css } from '../styles/css.ts';

export const emojiPickerStyles = css`
  matinee-emoji-picker {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--ink);
    overflow: visible;
  }
  .picker {
    display: grid;
    gap: 8px;
    inline-size: 296px;
    max-inline-size: calc(100vw - 16px);
    padding: 10px;
    background: var(--sheet);
    border: var(--hair);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
    animation: rise var(--motion) var(--ease);
  }
  .sheets {
    block-size: min(230px, 100dvh - 96px);
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .sheet {
    display: grid;
    grid-template-columns: repeat(auto-fill, 34px);
    justify-content: center;
  }
  .sheet + .sheet {
    margin-block-start: 6px;
    padding-block-start: 6px;
    border-block-start: var(--hair);
  }
  .picker .tool {
    inline-size: 34px;
    block-size: 34px;
    font-size: 19px;
  }
  .none {
    padding: 20px;
    text-align: center;
    color: var(--ink-2);
  }
`;
