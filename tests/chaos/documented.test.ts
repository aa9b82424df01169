import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FAULTS } from './faults/index.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/reliability.md'), 'utf8');

it('docs/reliability.md lists every fault as it is, and no other', () => {
  const listed = [...document.matchAll(/^\| (F\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(([, id, name, does]) => [
    id,
    name,
    does,
  ]);
  expect(listed).toEqual(FAULTS.map(({ id, name, does }) => [id, name, does]));
});

it('faults are numbered from one without a gap', () => {
  expect(FAULTS.map(({ id }) => id)).toEqual(FAULTS.map((_, at) => `F${at + 1}`));
});
