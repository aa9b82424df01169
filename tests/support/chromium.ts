import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Keeps the browser from phoning anywhere and from asking anything. */
const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Where Chromium is on this machine: `CHROMIUM_PATH`, or one of the usual places. Undefined when there is none, after
 * saying so in one line; with `CI=true` that is a failure, so that browser tests are never left out quietly.
 */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  const found = (named ? [named] : USUAL_PLACES).find(executable);
  if (found) return found;
  const where = named ? `nothing to run at CHROMIUM_PATH=${named}` : 'no Chromium found (set CHROMIUM_PATH)';
  if (process.env.CI === 'true') throw new Error(`Browser tests cannot run: ${where}`);
  console.warn(`Browser tests are skipped: ${where}`);
  return undefined;
}

/** Starts Chromium. Whoever calls closes it. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium to launch');
  return chromium.launch({ executablePath, args: QUIET });
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run: the next place may do.
    return false;
  }
}
