import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWidget } from '../../scripts/build-widget.mjs';
import type { Figure } from './figure.ts';

/** What the built files weigh, gzip at its best. */
export async function size(): Promise<Figure[]> {
  const outdir = await mkdtemp(join(tmpdir(), 'matinee-bench-'));
  const files = await buildWidget({ outdir });
  await rm(outdir, { recursive: true });
  const lazy = files.filter((file) => file.lazy).map(({ gzip }) => gzip);
  const first = files.find(({ file }) => file === 'matinee.js');
  const all = lazy.reduce((sum, gzip) => sum + gzip, 0);
  return [
    {
      what: 'read and write, everything needed',
      value: (first?.gzip ?? Number.NaN) / 1000,
      unit: 'KB',
      goal: 22,
    },
    { what: `lazy chunks, all ${lazy.length}`, value: all / 1000, unit: 'KB', goal: 25 },
    { what: 'lazy chunks, the heaviest', value: Math.max(...lazy) / 1000, unit: 'KB', goal: 9 },
  ];
}
