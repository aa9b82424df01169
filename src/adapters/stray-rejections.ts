import { AsyncLocalStorage } from 'node:async_hooks';
import type { PlatformId } from '../core/delivery/link.ts';
import type { Platform } from './platform.ts';

const begunBy = new AsyncLocalStorage<PlatformId>();

/** Runs work so that what it leaves behind, however late, is known to be that platform's. */
export const asPlatform = <T>(platform: PlatformId, work: () => T): T => begunBy.run(platform, work);

/** What is to be known of a platform here. */
type Known = Pick<Platform, 'facts' | 'packages'>;

/** Path segments in which a platform's own code stands. */
const placesOf = ({ facts, packages }: Known): string[][] => [
  ['src', 'adapters', facts.id],
  ...packages.map((name) => ['node_modules', name]),
];

/** Drivers of our own stores: adapters ask them too, and starting an adapter afresh mends none of them. */
const STORES = ['postgres', 'ioredis', '@electric-sql', 'drizzle-orm'];

/** The file of a line of a stack: `at name (file:///path:1:2)` or `at /path:1:2`. */
const FRAME = /^\s+at (?:.*\()?(?:file:\/\/)?(.+?):\d+:\d+\)?$/;

/**
 * Which platform's adapter a rejection came from that nobody waited for. To be asked where the rejection is told. Where the
 * error was thrown goes before what it was thrown in the course of; a name somewhere in a path says nothing.
 * @returns null when it came from neither, or cannot be told: then nobody is to suffer for it
 */
export function platformOf(error: unknown, platforms: readonly Known[]): PlatformId | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const frame of stack.split('\n')) {
    const segments = FRAME.exec(frame)?.[1]?.split(/[\\/]/);
    if (!segments) continue;
    if (STORES.some((name) => stands(segments, ['node_modules', name]))) return null;
    const own = platforms.find((each) => placesOf(each).some((path) => stands(segments, path)));
    if (own) return own.facts.id;
  }
  return begunBy.getStore() ?? null;
}

/** Whether the segments stand in a path, one after the other. */
function stands(segments: readonly string[], path: readonly string[]): boolean {
  return segments.some((_, at) => path.every((name, index) => segments[at + index] === name));
}
