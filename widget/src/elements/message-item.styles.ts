import { css } from '../styles/css.ts';

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
  .item.mine {
    background: var(--own);
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
  .small {
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
  .text p {
    white-space: pre-wrap;
  }
  .bad {
    color: var(--red);
  }
`;
