import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choosePorts } from './ports.ts';

describe('the ports of the stand-ins', () => {
  let folder: string;
  let file: string;
  let squatter: Server | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'matinee-ports-'));
    file = join(folder, 'deeper', 'ports.json');
  });
  afterEach(async () => {
    squatter?.close();
    squatter = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  const squatOn = (port: number): Promise<void> =>
    new Promise((resolve) => {
      squatter = createServer().listen(port, '127.0.0.1', resolve);
    });

  it('stay the same from start to start', async () => {
    const first = await choosePorts(file);
    expect(first.discord).not.toBe(first.slack);
    expect(await choosePorts(file)).toEqual(first);
  });

  it('give way when one is taken, and remember which it was', async () => {
    const first = await choosePorts(file);
    await squatOn(first.discord);
    const second = await choosePorts(file);
    expect(second.discord).not.toBe(first.discord);
    expect(second.slack).toBe(first.slack);
    expect(second.former).toEqual({ discord: [first.discord], slack: [] });
  });
});
