import { css } from '../styles/css.ts';

export const composerStyles = css`
  .tool {
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    border-radius: 7px;
    color: var(--ink-2);
  }
  .composer {
    border-block-start: var(--hair);
    padding: 8px 12px 12px;
    position: relative;
  }
  .typing {
    min-block-size: 1.5em;
    padding: 0 var(--side) 1px calc(var(--side) + var(--avatar) + 10px);
    color: var(--ink-3);
    font-size: var(--meta-size);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .box {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: 5px 5px 5px 12px;
    border: 1px solid var(--edge);
    border-radius: 12px;
    background: var(--paper);
  }
  .box:focus-within {
    border-color: var(--focus);
    box-shadow: 0 0 0 1px var(--focus);
  }
  .box :is(textarea, input) {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 9em;
    padding: 4px 0;
    border: 0;
    background: none;
    resize: none;
    line-height: var(--leading);
    outline: none;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .box ::placeholder {
    color: var(--ink-3);
    opacity: 1;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .box .tool {
    inline-size: 32px;
    block-size: 32px;
    flex: none;
  }
  .go {
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    flex: none;
    background: var(--fill);
    color: var(--on-fill);
  }
  .go:disabled {
    background: var(--line);
    color: var(--ink-3);
  }
`;
