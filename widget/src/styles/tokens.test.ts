import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const folder = new URL('..', import.meta.url);
const files = (await readdir(folder, { recursive: true })).filter((file) =>
  /styles(\.ts|\/\w+\.ts)$/.test(file),
);
/** Every style sheet: a part that is loaded later brings the properties that only it uses. */
const sheets = (await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')))).join('\n');

type Theme = 0 | 1;

/** The colour of a token by its short name, light (0) or dark (1), as [r, g, b]. */
function colour(name: string, theme: Theme): [number, number, number] {
  const line = new RegExp(`--${name}: var\\(--[\\w-]+, (?:light-dark\\((#\\w+), (#\\w+)\\)|(#\\w+))\\)`).exec(
    sheets,
  );
  const hex = line?.[3] ?? line?.[theme + 1];
  if (!hex) throw new Error(`no colour named --${name}`);
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

/** Contrast ratio after WCAG 2.2. */
function contrast(a: [number, number, number], b: [number, number, number]): number {
  const light = (rgb: number[]): number =>
    rgb
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, index) => sum + value * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
  const [low = 0, high = 0] = [light(a), light(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const THEMES: [string, Theme][] = [
  ['light', 0],
  ['dark', 1],
];

describe.each(THEMES)('The %s colours', (_, theme) => {
  it.each(['ink', 'ink-2', 'ink-3', 'accent', 'red'])(
    'let --%s be read on every ground it stands on',
    (name) => {
      for (const ground of ['sheet', 'paper', 'own', 'hover'])
        expect(contrast(colour(name, theme), colour(ground, theme)), `on --${ground}`).toBeGreaterThanOrEqual(
          4.5,
        );
    },
  );

  it('let text be read on the washes, in code and on the button', () => {
    expect(contrast(colour('ink', theme), colour('wash', theme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('ink-2', theme), colour('wash', theme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('red', theme), colour('red-wash', theme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('ink', theme), colour('code', theme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('on-fill', theme), colour('fill', theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['discord', 'slack', 'web', 'edge', 'focus'])('let the mark --%s be seen', (name) => {
    for (const ground of ['sheet', 'paper'])
      expect(contrast(colour(name, theme), colour(ground, theme)), `on --${ground}`).toBeGreaterThanOrEqual(
        3,
      );
  });
});

describe('The properties a page may set', () => {
  it('are at least forty', () => {
    expect(new Set(sheets.match(/--matinee-[\w-]+/g)).size).toBeGreaterThanOrEqual(40);
  });
});
