import { createServer } from 'node:net';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomInt } from 'node:crypto';

/** Below the range from which systems take ports for outgoing connections, so that ours are free again next time. */
const FIRST = 20_000;
const LAST = 29_999;
const TRIES = 50;

/** Ports of the stand-ins: the same on every start, because addresses of pictures contain them. */
export interface StandInPorts {
  discord: number;
  slack: number;
  /** Ports of earlier starts that could not be had again. */
  former: { discord: number[]; slack: number[] };
}

/** Takes the ports written down in `file` where they are free, others where not, and writes down what it took. */
export async function choosePorts(file: string): Promise<StandInPorts> {
  const before = await readPorts(file);
  const discord = await freePort(before?.discord);
  const slack = await freePort(before?.slack, discord);
  const ports: StandInPorts = {
    discord,
    slack,
    former: {
      discord: formerOf(before?.former.discord, before?.discord, discord),
      slack: formerOf(before?.former.slack, before?.slack, slack),
    },
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(ports));
  await rename(`${file}.new`, file);
  return ports;
}

function formerOf(known: number[] = [], before: number | undefined, now: number): number[] {
  const all = before === undefined ? known : [...known, before];
  return [...new Set(all)].filter((port) => port !== now);
}

async function readPorts(file: string): Promise<StandInPorts | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as StandInPorts;
  } catch {
    return null; // none yet, or unreadable: new ones do as well
  }
}

async function freePort(wanted: number | undefined, besides?: number): Promise<number> {
  if (wanted !== undefined && wanted !== besides && (await isFree(wanted))) return wanted;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(FIRST, LAST + 1);
    if (port !== besides && (await isFree(port))) return port;
  }
  throw new Error(`no free port from ${FIRST} to ${LAST} for the sandbox`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
