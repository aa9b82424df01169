/**
 * Fails where a platform's name stands in code outside its folder: whoever needs something of a platform reads the list,
 * `src/adapters/index.ts`. Comments may name one, to say why; tests, sandbox, documents and migrations are not looked at.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const ADAPTERS = 'src/adapters';

/** Where a name may stand all the same: how often at most, and why. */
const ALLOWED = {
  'src/adapters/index.ts': [Infinity, 'the list itself'],
  'src/db/repositories/installations.ts': [
    9,
    'the table and the seals have their name from an earlier version, which may run beside this one',
  ],
  'widget/src/styles/tokens.ts': [
    1,
    'properties that a page may set have had these names from the beginning',
  ],
  'widget/src/matinee-room.styles.ts': [1, 'the marks take those properties'],
  'src/core/catalogue/keyword-names.ts': [1, 'a slacker is somebody in films'],
};

const platforms = readdirSync(ADAPTERS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'web')
  .map(({ name }) => name);

/** What a platform is called, in every language: its folder, and the titles in its description. */
function namesOf(platform) {
  const text = readFileSync(`${ADAPTERS}/${platform}/platform.ts`, 'utf8');
  const title = /\btitle: \{([^}]*)\}/.exec(text)?.[1];
  if (title === undefined) throw new Error(`${ADAPTERS}/${platform}/platform.ts says no title`);
  return [platform, ...[...title.matchAll(/'([^']+)'/g)].map(([, name]) => name)];
}

/** The code of a file, with the line of each piece, comments left out. */
function* codeOf(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const pieces = [];
  const visit = (node) => {
    // A doc block is a node too, and a comment.
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    if (node.getChildCount(source) > 0) node.getChildren(source).forEach(visit);
    else
      pieces.push([
        source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
        node.getText(source),
      ]);
  };
  visit(source);
  yield* pieces;
}

const files = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '--', 'src/*.ts', 'widget/src/*.ts', '*.cjs'],
  { encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => file !== '' && !/\.test(-support)?\.ts$/.test(file));

const found = new Map();
const named = new RegExp(platforms.flatMap(namesOf).join('|'), 'i');
for (const file of files) {
  const home = /^src\/adapters\/([^/]+)\//.exec(file)?.[1];
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    continue; // deleted, not yet committed
  }
  if (platforms.includes(home) || !named.test(text)) continue;
  for (const [line, piece] of codeOf(file))
    if (named.test(piece)) found.set(file, [...(found.get(file) ?? []), `${file}:${line}: ${piece.trim()}`]);
}

let failed = false;
for (const [file, places] of found) {
  const [most] = ALLOWED[file] ?? [0];
  if (places.length <= most) continue;
  failed = true;
  for (const place of places) console.log(place.slice(0, 160));
}
for (const file of Object.keys(ALLOWED)) {
  if (found.has(file)) continue;
  failed = true;
  console.log(`${file} names no platform any more: take it from the list of what is allowed`);
}
if (failed)
  console.log(`A platform is named in its folder alone, ${ADAPTERS}/<name>/; others read the list.`);
process.exit(failed ? 1 : 0);
