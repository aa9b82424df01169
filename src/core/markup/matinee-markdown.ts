/** Matinee markdown, the text in which the room log keeps messages: both directions in one import. */
export { parseMarkdown } from './markdown-parser.ts';
export { renderMarkdown } from './markdown-renderer.ts';
