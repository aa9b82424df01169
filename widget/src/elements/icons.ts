import { html, type TemplateResult } from 'lit/html.js';

/** A line drawing on a 24-unit grid. */
export const icon = (path: string): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

export const sendIcon = icon('M12 19V5M6 11l6-6 6 6');
export const smileIcon = icon(
  'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M8.5 14.2c1.8 2.4 5.2 2.4 7 0M9 9.6v.1M15 9.6v.1',
);
export const pictureIcon = icon('M4 6h16v12H4zM4 16l5-5 4 4 3-2 4 3M15.5 9.6v.1');
export const downIcon = icon('m6 10 6 6 6-6');
