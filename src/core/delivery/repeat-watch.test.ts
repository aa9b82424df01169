import { beforeEach, expect, it } from 'vitest';
import type { OutgoingLine } from './chat-adapter.ts';
import { RepeatWatch } from './repeat-watch.ts';

const line = (key: string): OutgoingLine => ({
  key,
  author: { name: 'Ana', via: 'web' },
  text: key,
  attachments: [],
});

let now = 0;
let watch: RepeatWatch;
const due = (): string[] => watch.due().map(({ key }) => key);

beforeEach(() => {
  now = 0;
  watch = new RepeatWatch([10, 100], () => now);
});

it('gives a line once for each look, and then no more', () => {
  watch.watch(line('one'));
  expect(due()).toEqual([]);
  now = 10;
  expect(due()).toEqual(['one']);
  expect(due()).toEqual([]);
  now = 100;
  expect(due()).toEqual(['one']);
  now = 1_000;
  expect(due()).toEqual([]);
});

it('looks once where several looks were missed', () => {
  watch.watch(line('one'));
  now = 500;
  expect(due()).toEqual(['one']);
  expect(due()).toEqual([]);
});

it('keeps the newest of more lines than it watches', () => {
  for (let at = 0; at < 60; at++) watch.watch(line(`line ${at}`));
  now = 10;
  expect(due()).toHaveLength(50);
  now = 100;
  expect(due().at(-1)).toBe('line 59');
});
