import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { buildWidget } from '../../scripts/build-widget.mjs';
import { findChromium, launchChromium } from '../../tests/support/chromium.ts';
import { RoomServer, type FakeRoom } from './room-server.ts';

export { until } from './until.ts';

export interface Opening {
  /** What of the room differs from the usual one. */
  room?: Partial<FakeRoom>;
  /** Says what is in the room before the page opens. */
  before?: (server: RoomServer, room: FakeRoom) => void;
  body?: string;
  lang?: string;
  style?: string;
  browser?: BrowserContextOptions;
  /** Opens the page signed in as somebody of this name. */
  as?: string;
  /** Does not wait for the talk to be there. */
  early?: boolean;
}

/** A page with the widget on it, and the server behind. */
export interface Scene {
  server: RoomServer;
  room: FakeRoom;
  page: Page;
  /** The element. */
  element: Locator;
  /** The lines of the talk. */
  lines: Locator;
  /** Where one writes. */
  box: Locator;
  me: { id: string; name: string };
  /** Another page on the same server, in another browser. */
  another(name: string): Promise<Page>;
}

/**
 * Tests in a real browser: `open` gives a page with the widget under the strictest CSP a host may have. Whatever the
 * page complained of (errors, CSP, Trusted Types) fails the test.
 */
export function onStage(name: string, tests: (open: (opening?: Opening) => Promise<Scene>) => void): void {
  describe.skipIf(!findChromium())(name, () => {
    let browser: Browser;
    let assets: string;
    const pages = new Map<string, Page>();
    let complaints: string[] = [];
    let closing: (() => Promise<unknown>)[] = [];

    beforeAll(async () => {
      assets = await mkdtemp(join(tmpdir(), 'matinee-stage-'));
      [browser] = await Promise.all([launchChromium(), buildWidget({ outdir: assets })]);
    });
    afterAll(async () => {
      await browser.close();
      await rm(assets, { recursive: true });
    });
    afterEach(async () => {
      const heard = complaints;
      const ends = closing;
      complaints = [];
      closing = [];
      // Pages first, then their servers.
      for (const end of ends) await end();
      expect(heard).toEqual([]);
    });

    /** A page of a browser with these options. Tests share it: each has a server, and so a storage, of its own. */
    async function turnTo(
      server: RoomServer,
      options: BrowserContextOptions,
      identity?: unknown,
    ): Promise<Page> {
      const key = JSON.stringify(options);
      const page = pages.get(key) ?? (await newPage(options));
      pages.set(key, page);
      if (identity)
        await page.addInitScript(
          ([origin, value]) => {
            if (location.origin === origin) localStorage.setItem(`matinee:me:${origin}`, value ?? '');
          },
          [server.url, JSON.stringify(identity)],
        );
      await page.goto(server.url);
      closing.unshift(() => page.goto('about:blank'));
      return page;
    }

    async function newPage(options: BrowserContextOptions): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 480, height: 760 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(8000);
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        // What the network says about a server that refuses or is away is what those tests are about.
        const expected = /Failed to load resource|WebSocket connection|net::ERR|CORS/.test(message.text());
        if (message.type() === 'error' && !expected) complaints.push(message.text());
      });
      return page;
    }

    tests(async (opening = {}) => {
      const server = await new RoomServer(assets).start();
      closing.push(() => server.stop());
      const room = server.room('parasite', opening.room);
      const identity = server.person(opening.as ?? 'Jun');
      opening.before?.(server, room);
      Object.assign(server, { lang: opening.lang ?? 'en', pageStyle: opening.style ?? '' });
      server.body = opening.body ?? server.body;
      const page = await turnTo(server, opening.browser ?? {}, opening.as ? identity : undefined);
      const element = page.locator('matinee-room').first();
      if (!opening.early) await element.getByRole('log').waitFor();
      return {
        server,
        room,
        page,
        element,
        lines: element.getByRole('article'),
        box: element.getByRole('textbox'),
        me: identity.person,
        another: (name) => turnTo(server, { userAgent: name }, server.person(name)),
      };
    });
  });
}
