import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const folder = new URL('.', import.meta.url);
const names = (await readdir(folder, { recursive: true })).filter(
  (name) => /\.ts$/.test(name) && !/\.test\./.test(name),
);
const sources = (await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')))).join('\n');
const readme = await readFile(new URL('../README.md', folder), 'utf8');

const unique = (found: Iterable<string>): string[] => [...new Set(found)].sort();
const documented = (pattern: RegExp): string[] =>
  unique([...readme.matchAll(pattern)].map(([, name = '']) => name));

describe('The widget’s README', () => {
  it('names every property a page may set, and no other', () => {
    expect(documented(/`(--matinee-[\w-]+)`/g)).toEqual(unique(sources.match(/--matinee-[\w-]+/g) ?? []));
  });

  it('names every part, and no other', () => {
    const attributes = [...sources.matchAll(/part="([^"]+)"|part\.toggle\('([\w-]+)'/g)].map(
      ([, all, one]) => all ?? one ?? '',
    );
    const parts = attributes
      .flatMap((all) => all.match(/[a-z][\w-]*(?![\w.]*\s*\?)/g) ?? [])
      .filter((name) => name !== 'me');
    const table = readme.slice(readme.indexOf('## Parts'), readme.indexOf('## How it is made'));
    expect(unique([...table.matchAll(/`([a-z][\w-]*)`/g)].map(([, name = '']) => name))).toEqual(
      unique(parts),
    );
  });

  it('shows the colours as they are', () => {
    for (const [, name = '', light = '', dark] of sources.matchAll(
      /var\((--matinee-[\w-]+),\s*light-dark\((#\w+), (#\w+)\)/g,
    )) {
      expect(readme, name).toContain(`| \`${name}\` |`);
      expect(readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))).toContain(
        `\`${light}\`, \`${dark}\``,
      );
    }
  });

  it('names every attribute and event', () => {
    const attributes = /static observedAttributes = \[(.*?)\]/s.exec(sources)?.[1]?.match(/\w+/g) ?? [];
    expect(attributes).toContain('room');
    for (const name of attributes) expect(readme).toContain(`| \`${name}\` |`);
    for (const name of unique(sources.match(/'matinee-(?:ready|message|unread|error)'/g) ?? []))
      expect(readme).toContain(`| \`${name.slice(1, -1)}\` |`);
  });
});
