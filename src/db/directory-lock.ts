import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Another living process has the directory open. */
export class DirectoryInUse extends Error {
  constructor(directory: string, pid: number) {
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
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'matinee.lock');
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await writeFile(file, `${process.pid} ${await startOf(process.pid)}`, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid = 0, start = ''] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
    const holder = Number(pid);
    if (!(await isAlive(holder, start))) {
      await rm(file, { force: true });
      continue;
    }
    if (Date.now() > deadline) throw new DirectoryInUse(directory, holder);
    await sleep(100);
  }
}

/** A process id is used again after a while; together with the time it started it is not. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function isAlive(pid: number, start: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = await startOf(pid);
  return now === '' || start === '' || now === start;
}
