/** A slash and a word, and neither a path (`/r/movies`) nor a smiley. */
const LIKE_A_COMMAND = /^\s*\/\p{L}[\p{L}\p{N}_-]*(?=\s|$)/u;
/** The same behind one slash more: to be said as it stands, without that slash. */
const SAID = /^\s*\/(?=\/\p{L}[\p{L}\p{N}_-]*(?:\s|$))/u;

/** Whether a line is, or was meant as, a command: it is answered to who wrote it, and is no talk. */
export const looksLikeCommand = (line: string): boolean => LIKE_A_COMMAND.test(line);

/** A line as it is to be said: `//help` says `/help`. */
export const asSaid = (line: string): string => line.replace(SAID, '');
