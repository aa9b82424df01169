import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { SLACK_SCOPES } from './scopes.ts';

const manifest = await readFile(new URL('../../../docs/guides/slack-manifest.yml', import.meta.url), 'utf8');
const listUnder = (name: string): string[] =>
  (new RegExp(`^ +${name}:\\n((?: +- .+\\n)+)`, 'm').exec(manifest)?.[1] ?? '')
    .split('\n')
    .map((line) => line.replace(/^ +- /, ''))
    .filter((line) => line !== '');

it('asks for the scopes that the adapter needs, and for no others', () => {
  expect(listUnder('bot').sort()).toEqual([...SLACK_SCOPES].sort());
});

it('subscribes to the events that the adapter listens to', async () => {
  const heard = await readFile(new URL('./wire-event.ts', import.meta.url), 'utf8');
  const names = listUnder('bot_events');
  expect(names).toHaveLength(18);
  for (const name of names) expect(heard).toContain(`'${name.replace(/^message\..*/, 'message')}'`);
});
