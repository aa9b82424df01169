/** Whether a line is, or was meant as, a command (a slash and a word, no path): it is answered to who wrote it, and is no talk. */
export const looksLikeCommand = (line: string): boolean => /^\s*\/\p{L}[\p{L}\d_-]*(?!\S)/u.test(line);

/** A line as it is to be said: `//help` says `/help`. */
export const asSaid = (line: string): string =>
  line.startsWith('//') && looksLikeCommand(line.slice(1)) ? line.slice(1) : line;
