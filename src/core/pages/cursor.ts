import { z } from 'zod';
import { Problem } from '../errors.ts';

/** One page of a list, and where the next one begins; null after the last. */
export interface Page<T> {
  items: T[];
  cursor: string | null;
}

const KEYS = z.array(z.union([z.string().max(64), z.int()])).max(4);
const MOST_LETTERS = 400;

/**
 * Where a page ended, as clients hand it back: the sort keys of its last row, and which list they belong to. Opaque to
 * them. It is no secret: whoever changes it sees another place of the same list.
 */
export function cursorAfter(list: string, keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...keys])).toString('base64url');
}

/**
 * Reads what `cursorAfter` wrote.
 * @param shape what the list's sort keys are
 * @throws Problem `cursor_invalid` for anything else, and for the cursor of another list
 */
export function keysOf<T extends (string | number)[]>(
  cursor: string | undefined,
  list: string,
  shape: z.ZodType<T>,
): T | null {
  if (cursor === undefined) return null;
  const [named, ...keys] = decoded(cursor);
  const read = shape.safeParse(keys);
  if (named !== list || !read.success) throw badCursor();
  return read.data;
}

function decoded(cursor: string): (string | number)[] {
  if (cursor.length > MOST_LETTERS || !/^[\w-]+$/.test(cursor)) throw badCursor();
  try {
    return KEYS.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw badCursor(cause);
  }
}

const badCursor = (cause?: unknown): Problem =>
  new Problem(
    'cursor_invalid',
    'This cursor is not one of this list. Take "cursor" from the page before, with the same sort, or begin without one.',
    { cause },
  );

/** A moment in a cursor, to the microsecond, as the store writes it. */
export const cursorMoment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
/**
 * The rows asked for and one more tell whether there is a next page.
 * @param rows at most `limit` + 1
 */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  view: (row: R) => T,
  cursor: (row: R) => string,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    cursor: rows.length > limit && last !== undefined ? cursor(last) : null,
  };
}
