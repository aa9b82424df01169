import type { Logger } from '../../src/core/ports/logger.ts';

/** A logger that says nothing, and remembers what it was told. */
export function quietLogger(): Logger & { said: string[] } {
  const said: string[] = [];
  const note = (facts: object, text: string): void => {
    const { err } = facts as { err?: unknown };
    said.push(err instanceof Error ? `${text}: ${err.message}` : text);
  };
  const logger = { said, debug: note, info: note, warn: note, error: note, child: () => logger };
  return logger;
}
