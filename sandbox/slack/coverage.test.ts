import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSlackStandIn, type SlackStandIn } from './index.ts';

const here = new URL('./', import.meta.url);
const readme = readFileSync(new URL('README.md', here), 'utf8');
const tests = [
  ...readdirSync(here),
  ...readdirSync(new URL('testing/', here)).map((name) => `testing/${name}`),
]
  .filter((name) =>
    name.endsWith('.test.ts') && name !== 'coverage.test.ts' ? true : name.startsWith('testing/'),
  )
  .map((name) => readFileSync(new URL(name, here), 'utf8'))
  .join('\n');

/** The names in the first column of the table under a heading of the README. */
function listed(heading: string): string[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
    .sort();
}

let slack: SlackStandIn;
beforeAll(async () => {
  slack = await createSlackStandIn();
});
afterAll(() => slack.close());

describe('the README', () => {
  it('lists exactly the Web API methods that are answered', () => {
    expect(listed('Web API')).toEqual(slack.methods());
  });

  it('lists exactly the actions of the control API', async () => {
    const answer = await fetch(`${slack.url}/control/actions`);
    const { actions } = (await answer.json()) as { actions: string[] };
    expect(listed('Control API')).toEqual(actions.sort());
  });

  it('names no answered method among the missing', () => {
    const missing = listed('What is not there');
    expect(missing.length).toBeGreaterThan(5);
    expect(missing.filter((name) => slack.methods().includes(name))).toEqual([]);
  });
});

describe('every answered call', () => {
  it('is made by some test of this folder', () => {
    const called = (method: string): boolean =>
      tests.includes(`.${method}(`) || tests.includes(`'${method}'`) || tests.includes(`}${method}\``);
    expect(slack.methods().filter((method) => !called(method))).toEqual([]);
  });

  it('and every control action too', async () => {
    const answer = await fetch(`${slack.url}/control/actions`);
    const { actions } = (await answer.json()) as { actions: string[] };
    const done = (action: string): boolean =>
      tests.includes(`slack, '${action}'`) || tests.includes(`'${action.replace('faults/', '')}'`);
    expect(actions.filter((action) => !done(action))).toEqual([]);
  });
});
