import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { API_ROUTES } from '../src/adapters/web/http/app.ts';
import { settingNames } from '../src/config/config.ts';
import { COMMANDS, COMMAND_WORDS } from '../src/core/commands/grammar.ts';
import { COUNTERS, GAUGES, TIMERS } from '../src/core/ports/meter.ts';
import { RATES } from '../src/core/ports/rate-limiter.ts';
import { CLOSE_CODES, LIMITS, PROBLEM_CODES } from '../src/protocol/frames.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Everything under these paths that ends so, relative to the project. */
function files(ending: RegExp, ...paths: string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(join(ROOT, path)).isDirectory()) return [path];
    const names = readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => ending.test(name) && !name.includes('node_modules'))
      .map((name) => join(path, name));
  });
}

/** Whatever a pattern's first group matches, each once. There must be something: an empty list would pass every test. */
function named(pattern: RegExp, ...sources: string[]): string[] {
  const found = new Set(
    sources.flatMap((path) => [...read(path).matchAll(pattern)].map((match) => match[1] ?? '')),
  );
  expect(found.size, `${pattern} in ${sources.join(', ')}`).toBeGreaterThan(0);
  return [...found];
}

/** The cells of every table row in a document. */
function rows(path: string): string[][] {
  const lines = read(path)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/protocol.md', () => {
  const path = 'docs/protocol.md';

  it('has every problem code with its status, and no other', () => {
    const written = rows(path).filter(
      ([code, status]) => /^`[a-z_]+`$/.test(code ?? '') && /^\d{3}$/.test(status ?? ''),
    );
    const table = Object.fromEntries(written.map(([code, status]) => [code?.slice(1, -1), Number(status)]));
    expect(table).toEqual(PROBLEM_CODES);
  });

  it('has every kind of frame, from the client and from the server', () => {
    const source = read('src/protocol/frames.ts');
    const [client = '', server = ''] = source
      .slice(source.indexOf('export type ClientFrame'))
      .split('export type ServerFrame');
    const ops = (text: string): string[] =>
      [...text.matchAll(/\bop: ((?:'[\w-]+'(?: \| )?)+)/g)].flatMap(
        ([, names]) => names?.match(/[\w-]+/g) ?? [],
      );
    const sections = read(path).split(/^### /m);
    const section = (title: string): string => sections.find((each) => each.startsWith(title)) ?? '';
    expect(ops(client)).toContain('unreact');
    expect(ops(server)).toContain('delivery');
    for (const op of ops(client)) expect(section('From the client'), op).toContain(`"op":"${op}"`);
    for (const op of ops(server)) expect(section('From the server'), op).toContain(`"op":"${op}"`);
    expect(section('From the server')).toContain('"op":"event"');
  });

  it('has every kind of event', () => {
    const written = rows(path).map(([kind]) => kind);
    for (const kind of named(/^ {2}'([a-z]+\.[a-z]+)': \{/gm, 'src/protocol/frames.ts'))
      expect(written).toContain(`\`${kind}\``);
  });

  it('has every close code', () => {
    const written = rows(path).map(([code]) => code);
    for (const code of Object.values(CLOSE_CODES)) expect(written).toContain(String(code));
  });

  it('has every limit and rate with its figure', () => {
    const table = new Map(rows(path).map(([name, text]) => [name, text]));
    for (const [name, value] of Object.entries(LIMITS))
      expect(table.get(`\`${name}\``), name).toMatch(new RegExp(`^${value}\\b`));
    for (const [name, { points, seconds }] of Object.entries(RATES))
      expect(table.get(`\`${name}\``), name).toBe(`${points} in ${seconds} s`);
  });

  it('has every call of the API, says which need a token, and has no other', () => {
    const calls = rows(path).filter(([call]) => /^`[A-Z]+ \//.test(call ?? ''));
    const written = Object.fromEntries(calls.map(([call, token]) => [call?.slice(1, -1), token === 'token']));
    expect(written).toEqual(
      Object.fromEntries(
        API_ROUTES.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route.signedIn]),
      ),
    );
  });
});

describe('Settings', () => {
  const known = settingNames;

  it('are all explained in docs/operations.md, and there are no others', () => {
    const written = rows('docs/operations.md').flatMap(
      ([names]) => names?.match(/(?<=`)[A-Z][A-Z0-9_]+(?=`)/g) ?? [],
    );
    for (const name of known()) expect(written).toContain(name);
    const variables = rows('docs/operations.md').filter(([names]) =>
      /^`[A-Z][A-Z0-9_]+`(?:, `[A-Z][A-Z0-9_]+`)*$/.test(names ?? ''),
    );
    for (const name of variables.flatMap(([names]) => names?.match(/[A-Z][A-Z0-9_]+/g) ?? []))
      expect(known()).toContain(name);
  });

  it('are all in .env.example, empty; besides them only those of docker-compose.yml', () => {
    const composed = named(/\$\{([A-Z_]+)/g, 'docker-compose.yml');
    const written = named(/^([A-Z][A-Z0-9_]*)=$/gm, '.env.example');
    expect(written.toSorted()).toEqual([...new Set([...known(), ...composed])].sort());
    expect(read('.env.example')).not.toMatch(/^[A-Z_]+=./m);
  });

  it('of the small set-ups are known', () => {
    for (const file of files(/\.env\.example$/, 'examples')) {
      for (const name of named(/^([A-Z][A-Z0-9_]*)=/gm, file)) expect(known(), file).toContain(name);
    }
  });

  it('that only tests and benchmarks read are explained in CONTRIBUTING.md', () => {
    const own = named(/process\.env(?:\.|\[')([A-Z_]+)/g, ...files(/\.ts$/, 'tests', 'bench'));
    for (const name of own.filter((each) => !['PATH', 'PG_URL'].includes(each)))
      expect(read('CONTRIBUTING.md')).toContain(name);
  });
});

describe('The guides to embedding', () => {
  it.each(['docs/guides/embed.md', 'docs/guides/embed.ko.md'])('%s has every attribute and event', (path) => {
    const written = rows(path).map(([name]) => name);
    for (const name of named(/@attr (\w+)/g, 'widget/src/matinee-room.ts'))
      expect(written).toContain(`\`${name}\``);
    for (const name of named(/@fires ([\w-]+)/g, 'widget/src/matinee-room.ts'))
      expect(written).toContain(`\`${name}\``);
  });

  it.each(['docs/guides/embed.md', 'docs/guides/embed.ko.md'])(
    '%s names properties that there are',
    (path) => {
      const known = named(/var\(\s*(--matinee-[\w-]+)/g, ...files(/(?<!\.test)\.ts$/, 'widget/src'));
      for (const name of named(/(--matinee-[\w-]+)/g, path)) expect(known).toContain(name);
    },
  );

  it('do not promise a lighter widget than there is', () => {
    const sizes = JSON.parse(read('widget/size-budget.json')) as Record<string, number>;
    expect(sizes['matinee.js']).toBeLessThan(23_000);
    expect(sizes['matinee.iife.js']).toBeLessThan(60_000);
    expect(read('docs/guides/embed.md')).toMatch(/under 23 KB.*under 60 KB/s);
    expect(read('docs/guides/embed.ko.md')).toMatch(/23 KB가 안 되는.*60 KB가 안 돼요/s);
  });
});

describe('The first hour of CONTRIBUTING.md', () => {
  it('is the platform of the tests, word for word', () => {
    const written = [
      ...read('CONTRIBUTING.md').matchAll(/^```ts\n\/\/ src\/adapters\/parley\/(.+)\n([^]*?)^```$/gm),
    ];
    const folder = 'tests/platforms/parley';
    expect(written.map(([, name]) => name).sort()).toEqual(readdirSync(join(ROOT, folder)).sort());
    for (const [, name = '', code] of written) {
      // There it stands two folders higher.
      const here = read(join(folder, name)).replaceAll("'../../../src/adapters/", "'../");
      expect(code, name).toBe(here.replaceAll("'../../../src/", "'../../"));
    }
  });
});

describe('The README, in both languages', () => {
  it('has every command', () => {
    for (const { name, aliases } of COMMANDS) {
      expect(read('README.md')).toContain(`| \`/${COMMAND_WORDS.en} ${name}\` |`);
      expect(read('README.ko.md')).toContain(`| \`/${COMMAND_WORDS.ko} ${aliases[0] ?? ''}\` |`);
    }
  });
});

const DOCUMENTS = files(
  /\.md$/,
  'README.md',
  'README.ko.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs',
  'examples',
  'catalogue',
  'sandbox',
  'widget',
);
const withoutCode = (text: string): string =>
  text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
const headings = (text: string): string[] =>
  withoutCode(text.replaceAll(/`([^`\n]*)`/g, '$1')).match(/^#{1,6} .*$/gm) ?? [];

/** The anchors GitHub gives a document's headings. */
function anchors(path: string): string[] {
  return headings(read(path)).map((line) =>
    line
      .replace(/^#+ /, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Addresses that a document links to or shows, in Markdown and in HTML. */
function targets(path: string): string[] {
  const text = withoutCode(read(path));
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, link, shown]) => link ?? shown ?? '',
  );
}

describe('Documents', () => {
  it.each(DOCUMENTS)('%s links to what is there', (path) => {
    const broken = targets(path)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const there =
          file === '' ? path : relative(ROOT, join(ROOT, dirname(path), decodeURIComponent(file)));
        const found = statSync(join(ROOT, there), { throwIfNoEntry: false });
        return (
          found === undefined ||
          (anchor !== undefined && !anchors(there).includes(decodeURIComponent(anchor)))
        );
      });
    expect(broken).toEqual([]);
  });

  it.each(DOCUMENTS.filter((path) => path.endsWith('.ko.md')))(
    '%s has the sections, code and links of its English twin',
    (path) => {
      const [korean, english] = [path, path.replace('.ko.md', '.md')];
      const levels = (each: string): string[] => headings(read(each)).map((line) => line.replace(/ .*/, ''));
      const code = (each: string): string[] =>
        (read(each).match(/^ *```\w*$/gm) ?? []).map((line) => line.trim());
      const links = (each: string): string[] =>
        [...new Set(targets(each).map((target) => target.replace('.ko.md', '.md')))]
          .filter((target) => /^[./\w-]+$/.test(target))
          .sort();
      expect(levels(korean)).toEqual(levels(english));
      expect(code(korean)).toEqual(code(english));
      expect(links(korean).filter((target) => !english.endsWith(target))).toEqual(
        links(english).filter((target) => !english.endsWith(target)),
      );
    },
  );

  it('of decisions have the four parts, and are in the list', () => {
    const list = read('docs/decisions/README.md');
    for (const file of files(/\d{4}-.*\.md$/, 'docs/decisions')) {
      const text = read(file);
      const name = file.slice('docs/decisions/'.length);
      expect(text, file).toMatch(
        new RegExp(`^# ${name.slice(0, 4)}: .+\n\nStatus: (?:proposed|accepted|superseded by \\d{4})\n`),
      );
      expect(headings(text).slice(1), file).toEqual(['## Context', '## Decision', '## Consequences']);
      expect(list).toContain(
        `| [${name.slice(0, 4)}](${name}) | ${/^# \d{4}: (.+)$/m.exec(text)?.[1] ?? ''} |`,
      );
    }
  });
});

describe('what is measured', () => {
  it('stands in docs/operations.md, each with its labels, and nothing else does', () => {
    const measures = Object.entries({ ...COUNTERS, ...TIMERS, ...GAUGES });
    const written = rows('docs/operations.md').flatMap(
      ([name]) => /^`(matinee_.+)`$/.exec(name ?? '')?.[1] ?? [],
    );
    const known = measures.map(([name, { labels }]) =>
      labels.length > 0 ? `${name}{${labels.join(',')}}` : name,
    );
    expect(written.sort()).toEqual(known.sort());
  });

  it('is named as Prometheus asks: base units, and `_total` for what only rises', () => {
    for (const name of Object.keys(COUNTERS)) expect(name).toMatch(/^matinee_[a-z_]+_total$/);
    for (const name of Object.keys(TIMERS)) expect(name).toMatch(/^matinee_[a-z_]+_seconds$/);
    for (const name of Object.keys(GAUGES)) expect(name).not.toMatch(/_total$|_ms$|milli/);
  });
});
