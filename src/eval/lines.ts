import { createWriteStream, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';

/** The lines of a text file, plain or `.gz`, without empty ones. */
export function readLines(path: string): string[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** One JSON object a line. A line that is not JSON stops with its number. */
export function readJsonLines(path: string): unknown[] {
  return readLines(path).map((line, index): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`${path}:${index + 1} is not JSON`);
    }
  });
}

/** Writes one JSON object a line. */
export async function writeJsonLines(path: string, rows: Iterable<unknown>): Promise<void> {
  const file = createWriteStream(path);
  for (const row of rows) {
    if (!file.write(JSON.stringify(row) + '\n')) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
