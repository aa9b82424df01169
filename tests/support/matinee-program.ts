import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'dist/matinee.js');
const OURS = /^(DISCORD|SLACK|TMDB|MATINEE|DATABASE|DATA_DIR|REDIS|PORT|HOST|PUBLIC|LOG_|NODE_ENV|VITEST)/;

/** Starts the built program as an operator does, with nothing of ours in its environment but what is given. */
export function spawnMatinee(
  args: readonly string[],
  environment: Record<string, string>,
): ChildProcessByStdio<null, Readable, Readable> {
  if (!existsSync(PROGRAM)) throw new Error('dist/matinee.js is not built; npm test builds it first');
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  return spawn(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end. */
export async function runMatinee(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ran> {
  const child = spawnMatinee(args, environment);
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (ran.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ran.stderr += chunk.toString()));
  ran.code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return ran;
}
