import { css } from '../styles/css.ts';

export const posterStyles = css`
  .poster {
    --g: 310;
    --a: oklch(0.29 0.05 var(--g));
    --b: oklch(0.6 0.12 calc(var(--g) + 12));
    --c: oklch(0.86 0.09 80);
    display: block;
    position: relative;
    block-size: 100%;
    overflow: hidden;
    border-radius: var(--poster-radius);
    background:
      radial-gradient(120% 60% at 80% 8%, color-mix(in srgb, var(--c) 75%, transparent), transparent 70%),
      linear-gradient(165deg, var(--a) 18%, var(--b) 72%, var(--c) 125%);
    color: #fff;
    forced-color-adjust: none;
  }
  .poster::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
    background: linear-gradient(transparent 50%, #0008);
    box-shadow: inset 0 0 0 1px #ffffff24;
  }
  .poster img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    z-index: 1;
  }
  .poster b {
    position: absolute;
    inset: auto 5px 6px;
    z-index: 1;
    font-size: 10.5px;
    font-weight: 650;
    line-height: 1.2;
    max-block-size: 6em;
    overflow: hidden;
    overflow-wrap: normal;
    text-shadow: 0 1px 3px #000a;
  }
  .poster .less {
    font-size: 9px;
  }
  .poster :is(.least, .parted) {
    font-size: 7.5px;
  }
  .poster .parted {
    word-break: normal;
    -webkit-hyphens: auto;
    hyphens: auto;
  }
  .poster .none,
  .poster.bare b {
    display: none;
  }
  .g-action {
    --g: 28;
  }
  .g-adventure {
    --g: 185;
  }
  .g-animation {
    --g: 275;
  }
  .g-comedy {
    --g: 50;
  }
  .g-crime {
    --g: 240;
  }
  .g-documentary {
    --g: 150;
  }
  .g-drama {
    --g: 155;
  }
  .g-family {
    --g: 350;
  }
  .g-fantasy {
    --g: 295;
  }
  .g-history {
    --g: 70;
  }
  .g-horror {
    --g: 12;
  }
  .g-music {
    --g: 330;
  }
  .g-mystery {
    --g: 272;
  }
  .g-romance {
    --g: 5;
  }
  .g-thriller {
    --g: 205;
  }
  .g-war {
    --g: 110;
  }
  .g-western {
    --g: 45;
  }
  .g-science-fiction {
    --g: 235;
  }
`;
