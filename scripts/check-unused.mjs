/**
 * Finds exported names that no other file mentions. By name, not by type: a name that is mentioned anywhere, dynamic
 * imports included, counts as used, so what is reported is surely unused.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(const|let|function\*?|class|interface|type|enum) (\w+)/gm;

const files = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '--', '*.ts', '*.mts', '*.mjs', '*.js'],
  { encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => file !== '');
const words = new Map();
const texts = new Map();
for (const file of files) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    continue; // deleted, not yet committed
  }
  texts.set(file, text);
  for (const word of new Set(text.match(/\w+/g))) words.set(word, (words.get(word) ?? 0) + 1);
}
let found = 0;
for (const [file, text] of texts) {
  // A declaration file describes what another file exports; tests and benchmarks export nothing that must be used.
  if (/\.d\.m?ts$|\.test\.ts$|^bench\//.test(file)) continue;
  for (const [, kind, name] of text.matchAll(EXPORT)) {
    if (words.get(name) > 1) continue;
    const alone = text.split(new RegExp(`\\b${name}\\b`)).length === 2;
    // A type may be exported because it is part of what is.
    if (!alone && (kind === 'interface' || kind === 'type')) continue;
    console.log(
      `${file}: ${name} ${alone ? 'is used nowhere' : 'is used in this file alone: it need not be exported'}`,
    );
    found++;
  }
}
process.exit(found === 0 ? 0 : 1);
