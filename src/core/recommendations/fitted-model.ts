import { z } from 'zod';
import type { NeighbourModel } from './neighbour-model.ts';
import { DamagedFile, pack, unpack } from './packed.ts';
import type { SlimTaste } from './slim-taste.ts';

/** What was learned from ratings, as it is stored and served. */
export interface FittedModel {
  taste: SlimTaste;
  neighbours: NeighbourModel;
}

/** Rises whenever a model of before could not be served as it is meant now. */
const FORMAT = 1;

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const doubles = z.custom<Float64Array>((value) => value instanceof Float64Array);
const whole = z.custom<Int32Array>((value) => value instanceof Int32Array);
const sparseRows = z.object({ items: z.int(), at: whole, column: whole, value: floats });
const FILE = z.object({
  format: z.literal(FORMAT),
  items: z.array(z.string()),
  itemCount: whole,
  linear: sparseRows,
  /** What comes next is not asked of what is served; files of before say so. */
  following: z.null(),
  factors: z.array(
    z.object({
      items: z.int(),
      options: z.object({
        dimensions: z.int(),
        unseen: z.number(),
        penalty: z.number(),
        sweeps: z.int(),
        seed: z.int(),
      }),
      itemFactors: floats,
      base: doubles,
    }),
  ),
  neighbours: z.object({ at: whole, neighbourOf: whole, similarity: floats }),
});

/** The model as a file. */
export function writeModel({ taste, neighbours }: FittedModel): Uint8Array<ArrayBuffer> {
  const { at, neighbourOf, similarity } = neighbours;
  const file: z.infer<typeof FILE> = {
    format: FORMAT,
    ...taste,
    following: null,
    neighbours: { at, neighbourOf, similarity },
  };
  return pack(file);
}

/**
 * The model of a file.
 * @throws DamagedFile when the file is damaged, or of another format than this program's
 */
export function readModel(bytes: Uint8Array): FittedModel {
  const data = unpack(bytes);
  const { format } = (data ?? {}) as { format?: unknown };
  if (format !== FORMAT) {
    throw new DamagedFile(
      `its format is ${String(format)}, and this program reads ${FORMAT}: another version fitted it`,
    );
  }
  const file = FILE.safeParse(data);
  if (!file.success)
    throw new DamagedFile(`it does not hold what it should: ${file.error.issues[0]?.path.join('.')}`);
  const { neighbours, format: _format, ...fields } = file.data;
  const taste = { ...fields, following: [] };
  const { items, itemCount } = taste;
  const rows = [taste.linear.at, neighbours.at];
  const factorsFit = taste.factors.every(
    ({ itemFactors, options, base }) =>
      itemFactors.length === items.length * options.dimensions && base.length === options.dimensions ** 2,
  );
  if (itemCount.length !== items.length || rows.some((at) => at.length !== items.length + 1) || !factorsFit)
    throw new DamagedFile('its parts do not fit each other');
  return { taste, neighbours: { items, itemCount, ...neighbours } };
}
