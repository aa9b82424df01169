import type { Interaction } from '../core/recommendations/interactions.ts';
import { readLines } from './lines.ts';

/**
 * Interactions of a tab-separated file, plain or `.gz`, whose first line names the columns: `user`, `item` and, where
 * known, `rating` and `timestamp`.
 */
export function readInteractions(path: string): Interaction[] {
  const [header, ...lines] = readLines(path);
  const columns = (header ?? '').split('\t').map((name) => name.trim());
  const [user, item, rating, timestamp] = ['user', 'item', 'rating', 'timestamp'].map((name) =>
    columns.indexOf(name),
  );
  if (user === -1 || item === -1)
    throw new Error(`${path}: the first line must name the columns user and item`);
  return lines.map((line, index) => {
    const cells = line.split('\t');
    const userId = cells[user!];
    const itemId = cells[item!];
    if (userId === undefined || itemId === undefined)
      throw new Error(`${path}:${index + 2} has too few columns`);
    return {
      user: userId,
      item: itemId.trim(),
      ...numeric('rating', cells[rating!]),
      ...numeric('at', cells[timestamp!]),
    };
  });
}

function numeric(name: 'rating' | 'at', cell: string | undefined): Partial<Interaction> {
  if (cell === undefined || cell.trim() === '') return {};
  const value = Number(cell);
  return Number.isFinite(value) ? { [name]: value } : {};
}
