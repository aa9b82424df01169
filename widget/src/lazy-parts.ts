/**
 * What is loaded when it is wanted. Every lazy file is named here and nowhere else, in the file that never changes its
 * name: so none of them has to know another's.
 */
export const lazy = {
  afterPaint: () => import('./after-paint.ts'),
  markup: () => import('./markup/rich-markup.ts'),
  doorway: () => import('./doorway.ts'),
  composing: () => import('./composing.ts'),
  polls: () => import('./elements/poll-card.ts'),
  reviews: () => import('./reviews.ts'),
  panel: () => import('./panel.ts'),
  shelf: () => import('./shelf.ts'),
  films: () => import('./elements/answer-item.ts'),
};
