import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig, type Config } from '../config/config.ts';
import type { Logger } from '../core/ports/logger.ts';
import { createLogger } from '../observability/logger.ts';
import { StartError, startMatinee, type Matinee } from '../main.ts';
import { reasonOf } from '../observability/reason.ts';
import { attachGateway } from '../adapters/web/websocket/gateway.ts';

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
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5_000,
  });
  let matinee: Matinee | null = null;
  let sandbox: Sandbox | null = null;

  server.on('request', (request, response) => {
    if (sandbox?.handle(request, response)) return;
    if (matinee) return matinee.listener(request, response);
    response.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' }).end('starting\n');
  });
  attachGateway(server, () => matinee?.gateway ?? null);
  const port = await listen(server, config);
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  config = { ...config, publicUrl };

  const start = async (): Promise<void> => {
    matinee = await startMatinee({ ...config, publicUrl }, logger);
  };
  const restart = async (): Promise<void> => {
    const before = matinee;
    matinee = null;
    await before?.stop();
    await start();
  };

  endCleanly(logger, async () => {
    server.close();
    const running = matinee;
    matinee = null;
    await running?.stop();
    await sandbox?.close();
    server.closeAllConnections();
  });
  survive(logger, () => matinee);

  if (withSandbox) {
    const { startSandbox } = await import('../../sandbox/index.ts');
    sandbox = await startSandbox({ dataDir: config.dataDir, publicUrl, logger, restart });
    config = sandbox.configure(config);
  }
  await start();
  if (sandbox && matinee) await sandbox.seed(matinee);
  console.log(`Matinee is at ${publicUrl}`);
}

function wantsSandbox(config: Config, asked: boolean | undefined): boolean {
  const platform = config.discord ? 'DISCORD_TOKEN' : config.slack ? 'SLACK_BOT_TOKEN' : null;
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

function listen(server: ReturnType<typeof createServer>, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const at = `${config.host}:${config.port}`;
      const mend =
        error.code === 'EADDRINUSE'
          ? `PORT: ${at} is taken by another program; stop it, or choose another port (PORT=0 takes any free one)`
          : error.code === 'EACCES'
            ? `PORT: this user may not listen on ${at}; choose a port above 1023`
            : `HOST: cannot listen on ${at} (${reasonOf(error)})`;
      reject(new StartError(mend, { cause: error }));
    });
    server.listen(config.port, config.host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Ends on the first signal, draining; a second one, or a part that hangs, ends it at once. */
function endCleanly(logger: Logger, end: () => Promise<void>): void {
  let ending = false;
  const onSignal = (): void => {
    if (ending) process.exit(1);
    ending = true;
    setTimeout(() => process.exit(0), LAST_RESORT_MS).unref();
    void end()
      .catch((error: unknown) => logger.warn({ err: error }, 'stopping was not clean'))
      .then(() => process.exit(0));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** A promise nobody waited for must not end the process: platform SDKs leave such. Their adapter is started afresh. */
function survive(logger: Logger, matinee: () => Matinee | null): void {
  process.on('unhandledRejection', (error) => {
    logger.error({ err: error }, 'a rejection was not handled');
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    for (const host of matinee()?.adapters ?? []) {
      if (stack.includes(host.platform) || stack.includes('socket-mode')) host.restart(reasonOf(error));
    }
  });
}
