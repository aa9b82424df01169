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
  const lazy = files.filter((file) => file.lazy);
  const words = lazy.filter(({ file }) => file.includes('.later-')).map(({ gzip }) => gzip);
  const parts = lazy.filter(({ file }) => !file.includes('.later-')).map(({ gzip }) => gzip);
  const first = files.find(({ file }) => file === 'matinee.js');
  // A reader gets one language of them.
  const all = parts.reduce((sum, gzip) => sum + gzip, Math.max(...words));
  return [
    {
      what: 'read and write, everything needed',
      value: (first?.gzip ?? Number.NaN) / 1000,
      unit: 'KB',
      goal: 22,
    },
    { what: `lazy chunks, all ${parts.length} and one language`, value: all / 1000, unit: 'KB', goal: 25 },
    { what: 'lazy chunks, the heaviest', value: Math.max(...parts, ...words) / 1000, unit: 'KB', goal: 9 },
  ];
}
