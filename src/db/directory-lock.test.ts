import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryInUse, lockDirectory } from './directory-lock.ts';

describe('the lock on a data directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'matinee-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const lockFile = (): string => join(directory, 'matinee.lock');

  /** A process that lives until it is told to end. */
  async function aProcess(): Promise<{ pid: number; end(): Promise<void> }> {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await new Promise((resolve) => child.once('spawn', resolve));
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    return {
      pid: child.pid ?? 0,
      end: () => {
        child.kill('SIGKILL');
        return ended;
      },
    };
  }

  it('belongs to one at a time, and says to the other who holds it and what to do', async () => {
    const unlock = await lockDirectory(directory);
    const refused = await lockDirectory(directory, 50).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DirectoryInUse);
    expect(String(refused)).toContain(`in use by process ${process.pid}`);
    expect(String(refused)).toContain('choose another DATA_DIR');
    await unlock();
    const again = await lockDirectory(directory, 50);
    await again();
  });

  it('is given to who waits as soon as its holder lets go', async () => {
    const unlock = await lockDirectory(directory);
    const waiting = lockDirectory(directory);
    await unlock();
    await (
      await waiting
    )();
  });

  it('is taken over from a process that died', async () => {
    const holder = await aProcess();
    await writeFile(lockFile(), `${holder.pid} `);
    await expect(lockDirectory(directory, 50)).rejects.toThrow(`in use by process ${holder.pid}`);
    await holder.end();
    const unlock = await lockDirectory(directory, 50);
    expect(await readFile(lockFile(), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    await unlock();
  });

  it.skipIf(process.platform !== 'linux')(
    'is taken over when the number of the dead holder belongs to another process now',
    async () => {
      const another = await aProcess();
      await writeFile(lockFile(), `${another.pid} 1`);
      await (
        await lockDirectory(directory, 50)
      )();
      await another.end();
    },
  );

  it('is taken over when its file is empty or garbled', async () => {
    for (const content of ['', 'not a number', '-1 5', '0']) {
      await writeFile(lockFile(), content);
      await (
        await lockDirectory(directory, 50)
      )();
    }
  });

  it('goes to exactly one of many that find a dead process’s lock at the same moment', async () => {
    const dead = await aProcess();
    await dead.end();
    for (let round = 0; round < 20; round++) {
      await writeFile(lockFile(), `${dead.pid} 1`);
      const attempts = await Promise.allSettled(
        Array.from({ length: 8 }, () => lockDirectory(directory, 30)),
      );
      const got = attempts.filter((attempt) => attempt.status === 'fulfilled');
      expect(got).toHaveLength(1);
      for (const { value } of got) await value();
    }
  });
});
