import { describe, expect, it } from 'vitest';
import { Problem } from '../errors.ts';
import type { Person } from './person.ts';
import { whoIs } from './who-is.ts';

const jun: Person = { id: 'jun', name: 'Jun', avatar: null, locale: null };
const tokens = { issue: () => Promise.resolve('t'), check: () => Promise.resolve('jun') };

/** A store that answers the looks one after the other; the last answer stays. */
function store(...answers: (() => Promise<Person | null>)[]): { byId(): Promise<Person | null> } {
  return { byId: () => (answers.length > 1 ? answers.shift() : answers[0])?.() ?? Promise.resolve(null) };
}
const code = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'found',
    (error: unknown) => (error instanceof Problem ? error.code : error),
  );

describe('whose a token is', () => {
  it('is the person the store knows, also where one look did not find them', async () => {
    const people = store(
      () => Promise.resolve(null),
      () => Promise.resolve(jun),
    );
    expect(await whoIs({ people, tokens }, 't')).toBe(jun);
  });

  it('is nobody only where the store says so', async () => {
    expect(await code(whoIs({ people: store(() => Promise.resolve(null)), tokens }, 't'))).toBe(
      'token_invalid',
    );
  });

  it('cannot be told while the store does not answer', async () => {
    const silent = store(() => new Promise(() => undefined));
    expect(await code(whoIs({ people: silent, tokens }, 't', 5))).toBe('unavailable');
  });

  it('cannot be told by a store that fails: its fault is what is thrown', async () => {
    const fault = new Error('no such column');
    const failing = store(() => Promise.reject(fault));
    expect(await code(whoIs({ people: failing, tokens }, 't'))).toBe(fault);
  });
});
