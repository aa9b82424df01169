import { css } from './css.ts';

/**
 * Every value a page may set, as `--matinee-*`, and what it is when the page does not. Inside, styles use the short
 * name. Light and dark stand side by side; `color-scheme` chooses. Contrast against sheet, paper and washes is at
 * least 4.5:1 for text, 3:1 for marks (checked by `tokens.test.ts`).
 */
export const tokens = css`
  :host {
    --paper: var(--matinee-paper, light-dark(#faf7f1, #12100d));
    --sheet: var(--matinee-sheet, light-dark(#fffdf9, #1b1814));
    --ink: var(--matinee-ink, light-dark(#221d17, #f3ece1));
    --ink-2: var(--matinee-ink-quiet, light-dark(#675d51, #b3a797));
    --ink-3: var(--matinee-ink-faint, light-dark(#746a5e, #9c9182));
    --line: var(--matinee-line, light-dark(#e9e1d4, #302a23));
    --edge: var(--matinee-edge, light-dark(#978b7c, #7a6f61));
    --own: var(--matinee-own, light-dark(#fdf8ec, #211b12));
    --accent: var(--matinee-accent, light-dark(#935500, #f2b84b));
    --fill: var(--matinee-accent-fill, light-dark(#f0b13c, #f2b84b));
    --on-fill: var(--matinee-accent-ink, #241803);
    --wash: var(--matinee-accent-wash, light-dark(#fdf1d9, #33270f));
    --red: var(--matinee-danger, light-dark(#b3362b, #ff8a7a));
    --discord: var(--matinee-discord, light-dark(#4f5bd5, #a3abff));
    --slack: var(--matinee-slack, light-dark(#8a2f63, #f0a3cf));
    --web: var(--matinee-web, light-dark(#1f7a5c, #6fd3ae));
    --focus: var(--matinee-focus, light-dark(#8a5200, #ffd27a));
    --bone: var(--matinee-skeleton, light-dark(#efe8db, #2a251f));
    --shadow: var(
      --matinee-shadow,
      0 1px 2px light-dark(#2a1f0f14, #0006),
      0 12px 32px -12px light-dark(#2a1f0f2e, #000a)
    );

    --star: var(--matinee-star, var(--accent));
    --font: var(--matinee-font, inherit);
    --size: var(--matinee-font-size, 15px);
    --leading: var(--matinee-line-height, 1.5);
    --title-size: var(--matinee-title-size, 1.07em);
    --title-weight: var(--matinee-title-weight, 650);
    --name-size: var(--matinee-name-size, 0.9em);
    --name-weight: var(--matinee-name-weight, 620);
    --meta-size: var(--matinee-meta-size, 0.78em);

    --radius: var(--matinee-radius, 14px);
    --control-radius: var(--matinee-control-radius, 9px);
    --poster-radius: var(--matinee-poster-radius, 6px);
    --hair: var(--matinee-border, 1px solid var(--line));
    --side: var(--matinee-side, 16px);
    --avatar: var(--matinee-avatar-size, 32px);
    --poster: var(--matinee-poster-width, 40px);
    --height: var(--matinee-height, min(640px, 85vh));
    --motion: var(--matinee-motion, 150ms);
    --ease: var(--matinee-ease, cubic-bezier(0.2, 0.7, 0.3, 1));
  }
`;
