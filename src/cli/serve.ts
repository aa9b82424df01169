import type { RequestListener } from 'node:http';
import { readConfig, type Config } from '../config/config.ts';
import type { Logger } from '../core/ports/logger.ts';
import { createLogger } from '../observability/logger.ts';
import { StartError, startMatinee, type Matinee } from '../main.ts';
import type { Platform } from '../adapters/platform.ts';
import { platformOf } from '../adapters/stray-rejections.ts';
import { reasonOf } from '../observability/reason.ts';
import { upgradeTo } from '../adapters/web/websocket/gateway.ts';
import { FrontDoor, tryAddress } from './front-door.ts';

/** A process that got SIGTERM is gone after this, whatever hangs. */
const LAST_RESORT_MS = 4_500;

/** What the sandbox adds to a process: stand-ins for the platforms, and a page at `/`. */
interface Sandbox {
  /** Points the adapters at the stand-ins. */
  configure(config: Config): Config;
  /** Fills a room for the page, once. */
  seed(matinee: Matinee): Promise<void>;
  /** Answers its own requests; false for those that are not its own. */
  handle: (...args: Parameters<RequestListener>) => boolean;
  close(): Promise<void>;
}

/** `matinee serve`: one process with the roles it was given, until SIGINT or SIGTERM. */
export async function serve(options: { sandbox?: boolean }): Promise<void> {
  const terminal = process.stdout.isTTY === true;
  let config = readConfig(process.env, terminal);
  const withSandbox = wantsSandbox(config, options.sandbox);
  const logger = createLogger(config.log);
  let matinee: Matinee | null = null;
  let sandbox: Sandbox | null = null;
  const door = new FrontDoor((request, response) => sandbox?.handle(request, response) ?? false);
  // The sandbox's stand-ins are reached through the door, and a free port must be known: then it opens at once.
  const early = withSandbox || config.port === 0;
  if (!early) await tryAddress(config.host, config.port);
  const port = early ? await door.open(config.host, config.port) : config.port;
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  config = { ...config, publicUrl };

  const start = async (): Promise<void> => {
    const started = await startMatinee({ ...config, publicUrl }, logger);
    matinee = started;
    door.admit({
      listener: started.listener,
      upgrade: (request, stream, head) => upgradeTo(started.gateway, request, stream, head),
    });
  };
  const restart = async (): Promise<void> => {
    const before = matinee;
    matinee = null;
    door.hold();
    await before?.stop();
    await start();
  };

  const end = endCleanly(logger, async () => {
    const running = matinee;
    await Promise.all([door.close(), running?.gateway?.close()]);
    matinee = null;
    await running?.stop();
    await sandbox?.close();
    door.end();
  });
  survive(
    logger,
    config.platforms.map(({ platform }) => platform),
    () => matinee,
  );
  endAfterUncaught(logger, () => end(1));

  if (withSandbox) {
    const { startSandbox } = await import('../../sandbox/index.ts');
    sandbox = await startSandbox({ dataDir: config.dataDir, publicUrl, logger, restart });
    config = sandbox.configure(config);
  }
  await start();
  if (!early) await door.open(config.host, config.port);
  if (sandbox && matinee) await sandbox.seed(matinee);
  console.log(`Matinee is at ${publicUrl}`);
}

function wantsSandbox(config: Config, asked: boolean | undefined): boolean {
  const platform = config.platforms.find(({ setUp }) => setUp)?.platform.turnedOnBy ?? null;
  if (asked === true && config.production) {
    throw new StartError(
      '--sandbox: the sandbox is for trying things out and does not start with NODE_ENV=production',
    );
  }
  if (asked === true && platform !== null) {
    throw new StartError(
      `--sandbox: the sandbox does not start when ${platform} is set; unset it, or leave --sandbox out`,
    );
  }
  const roles = config.roles.includes('web');
  return asked ?? (!config.production && platform === null && roles);
}

/**
 * Ends on the first signal, draining; a second one, or a part that hangs, ends it at once.
 * @returns what ends the process in the same way with an exit code
 */
function endCleanly(logger: Logger, end: () => Promise<void>): (code: number) => void {
  let ending = false;
  const endWith = (code: number): void => {
    if (ending) process.exit(1);
    ending = true;
    setTimeout(() => process.exit(code), LAST_RESORT_MS).unref();
    void end()
      .catch((error: unknown) => logger.warn({ err: error }, 'stopping was not clean'))
      .then(() => process.exit(code));
  };
  process.on('SIGINT', () => endWith(0));
  process.on('SIGTERM', () => endWith(0));
  return endWith;
}

/**
 * After an error that nobody caught nothing is certain: some part may have stopped in the middle of what it did, and
 * would never answer. The process says so, drains, and ends, for its supervisor to start it afresh. More such errors while
 * it drains change nothing.
 */
function endAfterUncaught(logger: Logger, end: () => void): void {
  let ending = false;
  process.on('uncaughtException', (error) => {
    logger.error({ err: error }, 'an error was not caught; this process ends, to be started afresh');
    if (ending) return;
    ending = true;
    end();
  });
}

/**
 * A promise nobody waited for must not end the process: platform SDKs leave such. The adapter it came from is started afresh;
 * where that cannot be told, nothing is, and it is counted.
 */
function survive(logger: Logger, platforms: readonly Platform[], matinee: () => Matinee | null): void {
  process.on('unhandledRejection', (error) => {
    const platform = platformOf(error, platforms);
    const part = platform ?? 'unknown';
    logger.error({ err: error, part }, 'a rejection was not handled');
    const running = matinee();
    running?.core.meter.count('matinee_faults_total', { part });
    running?.adapters.find((host) => host.platform === platform)?.restart(reasonOf(error));
  });
}
