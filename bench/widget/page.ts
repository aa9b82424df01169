import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { buildWidget } from '../../scripts/build-widget.mjs';
import { launchChromium } from '../../tests/support/chromium.ts';
import { RoomServer, type FakeRoom } from '../../widget/tests/room-server.ts';

/** A page of a real browser with the widget as it is built, on the protocol's small server. */
export interface BenchPage {
  page: Page;
  tools: CDPSession;
  server: RoomServer;
  room: FakeRoom;
}

/** What this compiler wraps functions in, which a page has not got. */
export const NAMES = 'globalThis.__name ??= (one) => one;';

/** Opens the page, runs `measure` and takes everything down again. */
export async function onPage<T>(
  measure: (bench: BenchPage) => Promise<T>,
  before: (server: RoomServer) => void = () => undefined,
): Promise<T> {
  const assets = await mkdtemp(join(tmpdir(), 'matinee-bench-'));
  await buildWidget({ outdir: assets });
  const server = await new RoomServer(assets).start();
  const browser = await launchChromium();
  try {
    const room = server.room('parasite');
    before(server);
    const page = await browser.newPage({ viewport: { width: 480, height: 760 } });
    const identity = server.person('Jun');
    await page.addInitScript(NAMES);
    await page.addInitScript(
      ([origin, value]) => localStorage.setItem(`matinee:me:${origin}`, value ?? ''),
      [server.url, JSON.stringify(identity)],
    );
    const tools = await page.context().newCDPSession(page);
    await page.goto(server.url);
    return await measure({ page, tools, server, room });
  } finally {
    await browser.close();
    await server.stop();
    await rm(assets, { recursive: true });
  }
}

/** Bytes of JavaScript objects in use, after a collection. */
export async function heapUsed(tools: CDPSession): Promise<number> {
  for (let times = 0; times < 3; times++) await tools.send('HeapProfiler.collectGarbage');
  return (await tools.send('Runtime.getHeapUsage')).usedSize;
}

/** Begins to note how long each frame takes; `frames` ends it and gives milliseconds. */
export async function noteFrames(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const noted: number[] = [];
    let last = performance.now();
    const note = (now: number): void => {
      noted.push(now - last);
      last = now;
      if (Reflect.get(window, 'noting')) requestAnimationFrame(note);
    };
    Object.assign(window, { noting: true, noted });
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(note);
    });
  });
  return () =>
    page.evaluate(() => {
      Object.assign(window, { noting: false });
      return Reflect.get(window, 'noted') as number[];
    });
}
