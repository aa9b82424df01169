/**
 * Describes `<matinee-room>` for editors and for `docs/widget.md`, from its source and the tables of its README:
 * `widget/custom-elements.json` in the form of the Custom Elements Manifest. `--check` fails when either is not as it
 * would be written now.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { format, resolveConfig } from 'prettier';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MANIFEST = join(ROOT, 'widget/custom-elements.json');
const PAGE = join(ROOT, 'docs/widget.md');

const manifest = await cli({
  argv: ['analyze', '--config', 'widget/manifest.config.mjs'],
  cwd: ROOT,
  noWrite: true,
});
const room = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .find(({ name }) => name === 'MatineeRoom');
const readme = await readFile(join(ROOT, 'widget/README.md'), 'utf8');

/** Rows of tables whose first cell is a name in the form that `pattern` gives. */
const rows = (pattern) =>
  readme
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => pattern.test(cells[1] ?? ''));

room.tagName = 'matinee-room';
room.members = room.members.filter(
  ({ name, privacy, static: isStatic, kind }) =>
    privacy !== 'private' && !isStatic && !name.startsWith('#') && (kind === 'field' || /^sign/.test(name)),
);
room.events = room.events.filter(({ name }) => name.startsWith('matinee-'));
room.cssProperties = rows(/^`--matinee-/).flatMap(([, names, description, byDefault]) =>
  [...names.matchAll(/`([^`]+)`/g)].map(([, name], at) => ({
    name,
    description,
    default:
      byDefault.replaceAll('`', '').split(', ').length > 1 && names.includes(',')
        ? byDefault.replaceAll('`', '').split(', ')[at]
        : byDefault.replaceAll('`', ''),
  })),
);
const parts = readme.slice(readme.indexOf('## Parts'), readme.indexOf('## How it is made'));
room.cssParts = [...parts.matchAll(/^\| ([^|`]+) \| (`.*) \|$/gm)].flatMap(([, where, names]) =>
  [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => ({ name, description: where.trim() })),
);

const table = (head, lines) =>
  [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines].join('\n');
const page = `# \`<matinee-room>\`

Made from the element by \`node scripts/widget-manifest.mjs\`; for machines, the same is in [custom-elements.json](../widget/custom-elements.json). [Embedding](guides/embed.md) says how to use it; a running Matinee lets you try all of it at \`/playground\`.

## Attributes

${table(
  ['attribute', 'meaning'],
  room.attributes.map(({ name, description = '' }) => `| \`${name}\` | ${description} |`),
)}

## Methods

${table(
  ['method', 'meaning'],
  room.members
    .filter(({ kind }) => kind === 'method')
    .map(
      ({ name, parameters = [], description }) =>
        `| \`${name}(${parameters.map((one) => one.name).join(', ')})\` | ${description} |`,
    ),
)}

## Events

${table(
  ['event', 'when'],
  room.events.map(({ name, description }) => `| \`${name}\` | ${description} |`),
)}

## Custom properties

${table(
  ['property', 'of what', 'default'],
  room.cssProperties.map((one) => `| \`${one.name}\` | ${one.description} | ${one.default} |`),
)}

## Parts

${table(
  ['part', 'where'],
  room.cssParts.map(({ name, description }) => `| \`${name}\` | ${description} |`),
)}
`;

const style = await resolveConfig(PAGE);
const written = [
  [MANIFEST, await format(JSON.stringify(manifest), { ...style, parser: 'json' })],
  [PAGE, await format(page, { ...style, parser: 'markdown' })],
];
for (const [path, text] of written) {
  if (!process.argv.includes('--check')) await writeFile(path, text);
  else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    console.error(`${path} is not as its sources are: node scripts/widget-manifest.mjs`);
    process.exitCode = 1;
  }
}
