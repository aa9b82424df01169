/** How a process stands: whether it can serve, and what of it does not work as it should. */
export interface Readiness {
  /** Whether the process can serve: whether the log can append. Whatever else is away costs comfort, no words. */
  ready: boolean;
  /** Each part's state: `connected`, `standing by: …`, or why not. */
  parts: Record<string, string>;
  /** Names of the parts that do not work as they should. */
  degraded: string[];
}

/** @param parts each part's state; `database` decides whether the process can serve */
export function readinessOf(parts: Record<string, string>): Readiness {
  return {
    ready: parts['database'] === 'connected',
    parts,
    degraded: Object.keys(parts).filter((part) => !isFine(parts[part] ?? '')),
  };
}

/** Whether a part works, or leaves the work to another process. */
const isFine = (state: string): boolean => state === 'connected' || state.startsWith('standing by');
