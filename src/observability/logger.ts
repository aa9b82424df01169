import pino from 'pino';
import pretty from 'pino-pretty';
import type { Logger } from '../core/ports/logger.ts';

/** Structured logs as JSON lines, or readable on a terminal. Secrets are cut out wherever they appear by name. */
export function createLogger(options: { level: string; pretty: boolean }): Logger {
  const debug = options.level === 'debug' || options.level === 'trace';
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'token',
        '*.token',
        'authorization',
        '*.authorization',
        'headers.authorization',
        'password',
        '*.password',
      ],
      censor: '[hidden]',
    },
    // A stack trace is for who looks for it.
    serializers: {
      err: debug ? pino.stdSerializers.err : (error: unknown) => ({ message: messageOf(error) }),
    },
  };
  if (!options.pretty) return pino(settings, pino.destination({ fd: 2, sync: true }));
  return pino(settings, pretty({ colorize: true, ignore: 'time', destination: 2, sync: true }));
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
