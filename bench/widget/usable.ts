import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { BlogPage } from '../../tests/support/blog-page.ts';
import { launchChromium } from '../../tests/support/chromium.ts';
import { MatineeProcess } from '../../tests/support/matinee-process.ts';
import { readyDataDirectory } from '../../tests/support/ready-data.ts';
import { api, WebClient } from '../../tests/support/web-client.ts';
import { quantile, type Figure } from './figure.ts';
import { NAMES } from './page.ts';

const TIMES = 5;
const MESSAGES = 100;

interface Visit {
  usable: number;
  blocking: number;
  requests: number;
  sockets: number;
  thirdParty: number;
}

/**
 * A blog on another origin embeds a room of the real server, on a slow phone: processor 4× slower, 1.6 Mbit/s, 150 ms.
 * Usable: the newest lines are drawn, the composer is there, and the room has been joined over the socket.
 */
export async function usable(): Promise<Figure[]> {
  const directory = await readyDataDirectory();
  const matinee = new MatineeProcess({
    PORT: '0',
    DATA_DIR: directory,
    LOG_LEVEL: 'warn',
    MATINEE_RATE_LIMIT: 'off',
  });
  await matinee.start();
  const browser = await launchChromium();
  const owner = await WebClient.guest(matinee.url, 'Ana');
  await api(matinee.url, '/rooms', { token: owner.token, body: { slug: 'parasite', title: 'Parasite' } });
  await owner.connect();
  await owner.join('parasite');
  for (let n = 1; n <= MESSAGES; n++)
    await owner.post(
      'parasite',
      n % 4 ? `Line ${n}. The whole film is one staircase.` : `Line ${n}: **down** the stairs.`,
    );
  owner.close();
  const blog = await BlogPage.serve(matinee.url, 'parasite');
  const visits: Visit[] = [];
  try {
    for (let n = 0; n < TIMES; n++) visits.push(await visit(browser, blog.url, matinee.url));
  } finally {
    blog.close();
    await browser.close();
    await matinee.end();
    await rm(directory, { recursive: true, force: true });
  }
  const median = (of: keyof Visit): number =>
    quantile(
      visits.map((one) => one[of]),
      0.5,
    );
  const what = '4× CPU, 1.6 Mbit/s, 150 ms, 100 messages';
  return [
    { what: `${what}: usable, median of ${TIMES}`, value: median('usable'), unit: 'ms', goal: 1000 },
    { what: `${what}: blocking time`, value: median('blocking'), unit: 'ms', goal: 50 },
    {
      what: 'requests until usable',
      value: Math.max(...visits.map(({ requests }) => requests)),
      unit: '',
      goal: 3,
    },
    {
      what: 'sockets until usable',
      value: Math.max(...visits.map(({ sockets }) => sockets)),
      unit: '',
      goal: 1,
    },
    {
      what: 'requests to third parties',
      value: Math.max(...visits.map(({ thirdParty }) => thirdParty)),
      unit: '',
      goal: 0,
    },
  ];
}

async function visit(browser: Browser, blog: string, matinee: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 412, height: 800 } });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send('Network.enable');
  await tools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8,
  });
  await tools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const asked: { url: string; at: number }[] = [];
  let sockets = 0;
  page.on('request', (request) => asked.push({ url: request.url(), at: Date.now() }));
  page.on('websocket', () => sockets++);
  await page.addInitScript(NAMES);
  await page.addInitScript((last) => {
    let blocking = 0;
    let joined = false;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) blocking += duration - 50;
    }).observe({ type: 'longtask', buffered: true });
    const look = (): void => {
      const root = document.querySelector('matinee-room')?.shadowRoot;
      const box = root?.querySelector<HTMLTextAreaElement>('textarea');
      if (joined && box && !box.disabled && root?.querySelector('.log')?.textContent?.includes(last)) {
        const usable = performance.now();
        // The observer tells of a long task only after it has ended.
        setTimeout(
          () => Object.assign(window, { seen: { usable, at: performance.timeOrigin + usable, blocking } }),
          100,
        );
      } else {
        requestAnimationFrame(look);
      }
    };
    requestAnimationFrame(look);
    addEventListener('matinee-ready', () => (joined = true), true);
  }, `Line ${MESSAGES}`);
  await page.goto(blog);
  const seen = await page.waitForFunction(
    () => Reflect.get(window, 'seen') as { usable: number; at: number; blocking: number } | undefined,
  );
  const told = await seen.jsonValue();
  await context.close();
  if (!told) throw new Error('the room never became usable');
  const until = asked.filter(({ at, url }) => at <= told.at && url !== blog && !url.endsWith('/favicon.ico'));
  return {
    usable: told.usable,
    blocking: told.blocking,
    requests: until.filter(({ url }) => url.startsWith(matinee)).length,
    sockets,
    thirdParty: until.filter(({ url }) => !url.startsWith(matinee)).length,
  };
}
