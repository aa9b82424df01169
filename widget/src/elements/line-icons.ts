import { icon } from './icons.ts';

export const replyIcon = icon('M9.5 7 4.5 12l5 5M5 12h8a6 6 0 0 1 6 6');
export const editIcon = icon(
  'm5 19 .8-3.6L16 5.2a1.7 1.7 0 0 1 2.4 0l.4.4a1.7 1.7 0 0 1 0 2.4L8.6 18.2zM14 7.2l2.8 2.8',
);
export const deleteIcon = icon('M5 7h14M10 7V5h4v2M7 7l.8 12h8.4L17 7');
export const talkIcon = icon(
  'M5 18.5V7a2.5 2.5 0 0 1 2.5-2.5h9A2.5 2.5 0 0 1 19 7v6a2.5 2.5 0 0 1-2.5 2.5H9z',
);
export const closeIcon = icon('m6.5 6.5 11 11M17.5 6.5l-11 11');
