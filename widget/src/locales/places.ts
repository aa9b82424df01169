import type { PlatformView, Via } from '../../../src/protocol/frames.ts';

/** What places are called. Those that are platforms are told by the server, and put in here. */
export const places: Record<Via, PlatformView['title']> = { web: { en: 'Web', ko: '웹' } };
