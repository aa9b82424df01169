import { css } from 'lit';

export const posterStyles = css`
  .poster {
    --a: #3b3147;
    --b: #7b6a86;
    --c: #d8c6b4;
    display: block;
    position: relative;
    flex: none;
    inline-size: var(--poster);
    aspect-ratio: 2 / 3;
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
    background: linear-gradient(transparent 45%, #0009);
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
    inset: auto 6px 6px;
    z-index: 1;
    font-size: 10.5px;
    font-weight: 650;
    line-height: 1.2;
    max-block-size: 4.8em;
    overflow: hidden;
    text-shadow: 0 1px 3px #000a;
  }
  .poster.bare b {
    display: none;
  }
  .g-action {
    --a: #38131a;
    --b: #a63d2b;
    --c: #f0a34e;
  }
  .g-adventure {
    --a: #123a3c;
    --b: #3b7f63;
    --c: #eacb7a;
  }
  .g-animation {
    --a: #283a7c;
    --b: #6b79d6;
    --c: #f6c1d6;
  }
  .g-comedy {
    --a: #8a3d17;
    --b: #dd8a2b;
    --c: #fbe29a;
  }
  .g-crime {
    --a: #15202b;
    --b: #3f5566;
    --c: #c58f5e;
  }
  .g-documentary {
    --a: #24302b;
    --b: #617566;
    --c: #d9d6c4;
  }
  .g-drama {
    --a: #28453d;
    --b: #6d8f5f;
    --c: #d9c98a;
  }
  .g-family {
    --a: #6b2f57;
    --b: #d0718a;
    --c: #fbd9a8;
  }
  .g-fantasy {
    --a: #2c1f55;
    --b: #7656a8;
    --c: #e7b9e0;
  }
  .g-history {
    --a: #40260f;
    --b: #8f6434;
    --c: #e6cf9c;
  }
  .g-horror {
    --a: #0d0d12;
    --b: #4a1620;
    --c: #b1463c;
  }
  .g-music {
    --a: #3d1145;
    --b: #a5358d;
    --c: #ffb27d;
  }
  .g-mystery {
    --a: #131b34;
    --b: #46487f;
    --c: #b7a8cf;
  }
  .g-romance {
    --a: #5c1f38;
    --b: #c0566d;
    --c: #f7c4ad;
  }
  .g-science-fiction {
    --a: #0a1f3d;
    --b: #22708f;
    --c: #a8e6df;
  }
  .g-thriller {
    --a: #121a1e;
    --b: #2f5a63;
    --c: #cdbb7f;
  }
  .g-war {
    --a: #23261a;
    --b: #6a6a45;
    --c: #cfb98a;
  }
  .g-western {
    --a: #51230f;
    --b: #b5682f;
    --c: #f1cd8b;
  }
`;
