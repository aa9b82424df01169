/**
 * What is loaded when it is wanted. Every lazy file is named here and nowhere else, in the file that never changes its
 * name: so none of them has to know another's.
 */
export const lazy = {
  afterPaint: () => import('./after-paint.ts'),
  markup: () => import('./markup/rich-markup.ts'),
  composing: () => import('./composing.ts'),
  panel: () => import('./panel.ts'),
  films: () => import('./films.ts'),
  words: {
    en: () => import('./locales/en.later.ts'),
    ko: () => import('./locales/ko.later.ts'),
  },
};
