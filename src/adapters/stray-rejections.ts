import { AsyncLocalStorage } from 'node:async_hooks';
import type { Platform } from '../core/delivery/link.ts';

const begunBy = new AsyncLocalStorage<Platform>();

/** Runs work so that what it leaves behind, however late, is known to be that platform's. */
export const asPlatform = <T>(platform: Platform, work: () => T): T => begunBy.run(platform, work);

/** Path segments in which a platform's own code stands. */
const PLACES: [Platform, string[]][] = [
  ['discord', ['node_modules', 'discord.js']],
  ['discord', ['node_modules', '@discordjs']],
  ['discord', ['src', 'adapters', 'discord']],
  ['slack', ['node_modules', '@slack']],
  ['slack', ['src', 'adapters', 'slack']],
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
export function platformOf(error: unknown): Platform | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const frame of stack.split('\n')) {
    const segments = FRAME.exec(frame)?.[1]?.split(/[\\/]/);
    if (!segments) continue;
    if (STORES.some((name) => stands(segments, ['node_modules', name]))) return null;
    const place = PLACES.find(([, path]) => stands(segments, path));
    if (place) return place[0];
  }
  return begunBy.getStore() ?? null;
}

/** Whether the segments stand in a path, one after the other. */
function stands(segments: readonly string[], path: readonly string[]): boolean {
  return segments.some((_, at) => path.every((name, index) => segments[at + index] === name));
}
