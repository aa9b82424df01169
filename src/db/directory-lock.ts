import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Another living process has the directory open. */
export class DirectoryInUse extends Error {
  constructor(
    directory: string,
    readonly pid: number,
  ) {
    super(
      `the embedded database in ${directory} is in use by process ${pid}; stop that one, choose another DATA_DIR, ` +
        'or set DATABASE_URL and REDIS_URL to run several processes',
    );
    this.name = 'DirectoryInUse';
  }
}

const PATIENCE_MS = 5_000;

/**
 * Takes a directory for this process. A lock whose process is gone is taken over; one that is alive is given a few
 * seconds to let go, as it may just be stopping.
 * @returns how to let go
 * @throws DirectoryInUse
 */
export async function lockDirectory(
  directory: string,
  patienceMs = PATIENCE_MS,
): Promise<() => Promise<void>> {
  const deadline = Date.now() + patienceMs;
  return acquire(join(directory, 'matinee.lock'), deadline, (pid) => new DirectoryInUse(directory, pid));
}

async function acquire(
  file: string,
  deadline: number,
  inUse: (pid: number) => Error,
): Promise<() => Promise<void>> {
  // Written first and then put in place whole, so that nobody ever reads half a lock.
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, `${process.pid} ${await startOf(process.pid)}`);
  try {
    for (;;) {
      if (await putInPlace(own, file)) break;
      const holder = await contentOf(file);
      if (holder === null) continue;
      if (!(await isAlive(holder))) {
        if (await succeed(own, file, holder, deadline, inUse)) break;
      } else if (Date.now() > deadline) throw inUse(pidOf(holder));
      else await sleep(100);
    }
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(file, { force: true });
}

/** Replaces the lock of a dead process, one successor at a time: two of them must not both see it dead and both replace it. */
async function succeed(
  own: string,
  file: string,
  dead: string,
  deadline: number,
  inUse: (pid: number) => Error,
): Promise<boolean> {
  const release = await acquire(`${file}.next`, deadline, inUse);
  try {
    if ((await contentOf(file)) !== dead) return false;
    await rename(own, file);
    return true;
  } finally {
    await release();
  }
}

async function putInPlace(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function contentOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const pidOf = (content: string): number => Number(content.split(' ')[0]);

/** A process id is used again after a while; together with the time it started it is not. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function isAlive(content: string): Promise<boolean> {
  const pid = pidOf(content);
  const start = content.split(' ')[1] ?? '';
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = await startOf(pid);
  return now === '' || start === '' || now === start;
}
