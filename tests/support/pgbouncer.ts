import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.ts';
import { unprivileged, type Server } from './postgres-server.ts';
import { waitFor } from './wait-for.ts';

/** Where PgBouncer lies on this machine, or null when there is none. */
export function findPgBouncer(): string | null {
  const folders = ['/usr/sbin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'pgbouncer')).find((file) => existsSync(file)) ?? null;
}

/**
 * Starts a PgBouncer before a Postgres, with its own defaults but for what is given.
 * @param settings e.g. `pool_mode = transaction`
 */
export async function startPgBouncer(
  program: string,
  postgres: string,
  settings: readonly string[],
): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'matinee-pgbouncer-'));
  const user = unprivileged();
  if (user) chownSync(directory, user.uid, user.gid);
  const { hostname, port: behind } = new URL(postgres);
  const port = await freePort();
  const file = join(directory, 'pgbouncer.ini');
  writeFileSync(
    file,
    [
      '[databases]',
      // Without a check of who asks, everybody is this user.
      `* = host=${hostname} port=${behind} user=matinee`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      ...settings,
      '',
    ].join('\n'),
  );
  if (user) chownSync(file, user.uid, user.gid);
  const child = spawn(program, ['-q', file], {
    ...user,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  await waitFor('PgBouncer', async () => {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${said}`);
    return new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => resolve(false)).once('connect', () => socket.destroy());
    });
  });
  return {
    url: `postgres://matinee@127.0.0.1:${port}/postgres`,
    pid: child.pid ?? 0,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGQUIT');
      if (child.exitCode === null && child.signalCode === null) await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
