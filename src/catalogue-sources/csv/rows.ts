import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { parse, type CsvError } from 'csv-parse';
import { openFile } from '../text-lines.ts';

/** The file is none that can be read; the message says what to do. */
export class UnreadableCsv extends Error {
  override readonly name = 'UnreadableCsv';
}

/** A row with the line where it begins, or what is wrong with that line. */
export type RawRow = { line: number; cells: string[] } | { line: number; why: string };

const LONGEST_ROW = 256 * 1024;
const SNIFFED = 64 * 1024;

/**
 * The rows of a file of separated values, the first with the names of its columns.
 * @param encoding as `TextDecoder` knows it; absent: UTF-8, or UTF-16 where the file says so
 * @throws UnreadableCsv
 */
export async function openRows(
  path: string,
  encoding: string | undefined,
): Promise<{ rows: AsyncIterable<RawRow>; share(): number }> {
  const head = await beginning(path);
  const file = await openFile(path);
  const kind = encoding ?? encodingOf(head);
  const delimiter = delimiterOf(new TextDecoder(kind).decode(head));
  return { rows: rowsOf(decoded(file.stream, kind), delimiter), share: file.share };
}

/**
 * Takes rows out of text as it comes. The parser tells of a fault by ending its stream, and would take with it the rows
 * that are not fetched yet; so each is taken at the moment it is complete.
 */
async function* rowsOf(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<RawRow> {
  const complete: RawRow[] = [];
  let lines = 0;
  let fault: Error | undefined;
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    on_record: (record: unknown, context: { lines: number }) => {
      const cells = (record as unknown[]).map(String);
      const within = cells.reduce((sum, cell) => sum + cell.split(/\r\n|\r|\n/).length - 1, 0);
      complete.push({ line: context.lines - within, cells });
      lines = context.lines;
      return null;
    },
  });
  parser.on('error', (error) => (fault = error)).resume();
  for await (const portion of text) {
    parser.write(portion);
    yield* complete.splice(0);
    if (fault) break;
  }
  if (!fault) await new Promise<void>((resolve) => parser.on('error', () => resolve()).end(() => resolve()));
  yield* complete;
  if (fault) yield { line: lines + 1, why: unclosed(fault) };
}

/** @throws what the parser cannot be at fault for */
function unclosed(fault: Error & Partial<Pick<CsvError, 'code'>>): string {
  if (fault.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'a quotation mark is opened here and never closed; nothing behind it was read';
  if (fault.code === 'CSV_MAX_RECORD_SIZE')
    return 'the row does not end; perhaps a quotation mark is not closed. Nothing behind it was read';
  throw fault;
}

async function* decoded(stream: Readable, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new UnreadableCsv(
        `the file is not ${encoding.toUpperCase()}: save it as UTF-8, or say what it is, e.g. --encoding euc-kr`,
        { cause: error },
      );
    }
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const text = decode(chunk);
      if (text.includes('\u0000')) throw new UnreadableCsv('the file is no text; save it as CSV UTF-8');
      yield text;
    }
    yield decode();
  } catch (error) {
    if (error instanceof UnreadableCsv) throw error;
    throw new UnreadableCsv(
      `the file cannot be read to its end (${error instanceof Error ? error.message : String(error)})`,
      { cause: error },
    );
  }
}

async function beginning(path: string): Promise<Buffer> {
  const handle = await open(path).catch((error: unknown) => {
    throw new UnreadableCsv(`there is no file ${path} that can be read`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFFED), 0, SNIFFED, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (!path.endsWith('.gz')) return bytes;
    return gunzipSync(bytes, { finishFlush: 2 }).subarray(0, SNIFFED);
  } catch (error) {
    throw new UnreadableCsv(
      `${path} cannot be read (${error instanceof Error ? error.message : String(error)})`,
      {
        cause: error,
      },
    );
  } finally {
    await handle.close();
  }
}

function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** What separates the names in the first line. */
function delimiterOf(head: string): string {
  const first = head.split(/[\r\n]/, 1)[0] ?? '';
  const count = (delimiter: string): number => first.split(delimiter).length;
  return ['\t', ';', ','].reduce((best, each) => (count(each) > count(best) ? each : best), ',');
}
