import { LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from '../../core/ports/logger.ts';

/**
 * The SDK's own log, made quiet: what matters is said by the adapter in words of its own, and the SDK's finer levels hold
 * message texts.
 */
export function boltLog(logger: Logger): BoltLogger {
  const say = (parts: unknown[]): void => logger.debug({ sdk: 'slack' }, parts.map(wordsOf).join(' '));
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts: unknown[]) => say(parts),
    error: (...parts: unknown[]) => say(parts),
    setLevel: () => undefined,
    getLevel: () => LogLevel.ERROR,
    setName: () => undefined,
  };
}

function wordsOf(part: unknown): string {
  if (part instanceof Error) return `${part.name}: ${part.message}`;
  return typeof part === 'string' ? part : typeof part;
}
