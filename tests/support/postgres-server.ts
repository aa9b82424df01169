import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.ts';

export interface Server {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** A Postgres that can be made to fail as real ones do. */
export interface PostgresServer extends Server {
  /** Where its Unix socket lies. */
  directory: string;
  /** Ends it on the spot (its log is replayed at the next start), or lets it put its clients out and close its files. */
  halt(how: 'immediate' | 'fast'): Promise<void>;
  /** Starts it again after `halt`, on the same data and port; resolves when it takes connections. */
  resume(): Promise<void>;
  /** Stops every process of it where it stands, until `thaw`. */
  freeze(): void;
  thaw(): void;
}

/** Where the programs of a Postgres server lie on this machine, or null when there are none. */
export function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return (
    folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ??
    null
  );
}

/**
 * Starts a Postgres of our own on a free port, its data in a new temporary directory that goes with it.
 * @param settings for the server, e.g. `max_connections=20`
 */
export async function startPostgres(bin: string, settings: readonly string[] = []): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'matinee-pg-'));
  const user = unprivileged();
  if (user) chownSync(directory, user.uid, user.gid);
  const options = { ...user, cwd: directory, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const data = join(directory, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'matinee', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      ...options,
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${directory}`,
    ...['max_connections=200', ...settings].flatMap((setting) => ['-c', setting]),
  ];
  const run = async (): Promise<ChildProcess> => {
    const server = spawn(join(bin, 'postgres'), args, {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      server.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4000);
        if (said.includes('ready to accept connections')) resolve();
      });
      server.once('exit', () => reject(new Error(`postgres ended: ${said}`)));
    });
    return server;
  };
  let server = await run();
  const halt = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  };
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const pid of [server.pid ?? 0, ...childrenOf(server.pid ?? 0)]) {
      try {
        process.kill(pid, signal);
      } catch {
        // One that ended between being listed and being told: there is nothing left to stop.
      }
    }
  };
  return {
    url: `postgres://matinee@127.0.0.1:${port}/postgres`,
    get pid() {
      return server.pid ?? 0;
    },
    directory,
    halt: (how) => halt(how === 'immediate' ? 'SIGQUIT' : 'SIGINT'),
    async resume() {
      server = await run();
    },
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    async stop() {
      await halt('SIGQUIT');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A server's own processes: each connection of Postgres has one. */
function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}

/** Postgres refuses to run as root: the user to run it as then. */
export function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line =
    lines.find((each) => each.startsWith('postgres:')) ?? lines.find((each) => each.startsWith('nobody:'));
  const [, , uid, gid] = (line ?? '').split(':');
  return { uid: Number(uid), gid: Number(gid) };
}
