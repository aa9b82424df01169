/**
 * Whatever could make the parser see more than paragraphs. Most lines in a talk have none of it, so the parser is
 * loaded with the first line that does.
 */
export const MARKS = /[*_~|`<>[\]\\#@]|https?:|^[\t ]*(?:[-+•]|\d+[.)])[\t ]/im;
