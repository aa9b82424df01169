import { discord } from './discord/platform.ts';
import type { Platform } from './platform.ts';
import { slack } from './slack/platform.ts';

/** Every platform there is: the only list. Each has its folder here, and everything of it is in there. */
export const PLATFORMS: readonly Platform[] = [discord, slack];
