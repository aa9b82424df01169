import { rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../tests/support/chromium.ts';
import { MatineeProcess } from '../../tests/support/matinee-process.ts';
import { readyDataDirectory } from '../../tests/support/ready-data.ts';
import { api, WebClient } from '../../tests/support/web-client.ts';
import { BlogPage } from '../../tests/support/blog-page.ts';
import { until } from '../../widget/tests/until.ts';
import type { Figure } from './figure.ts';
import { NAMES } from './page.ts';

const CLIENTS = 3;
const MESSAGES = 10_000;
const DISCONNECTS = 1000;

/** Three people write ten thousand lines to the real server while their lines are cut a thousand times, anywhere. */
export async function disconnects(): Promise<Figure[]> {
  const directory = await readyDataDirectory();
  const matinee = new MatineeProcess({
    PORT: '0',
    DATA_DIR: directory,
    LOG_LEVEL: 'warn',
    MATINEE_RATE_LIMIT: 'off',
  });
  await matinee.start();
  const cable = await Cable.to(Number(new URL(matinee.url).port));
  const browser = await launchChromium();
  const owner = await WebClient.guest(matinee.url, 'Olga');
  await api(matinee.url, '/rooms', { token: owner.token, body: { slug: 'parasite', title: 'Parasite' } });
  const blog = await BlogPage.serve(cable.url, 'parasite');
  try {
    const pages: Page[] = [];
    for (let n = 0; n < CLIENTS; n++) {
      const { token, person } = await WebClient.guest(matinee.url, `P${n}`);
      const context = await browser.newContext();
      await context.addInitScript(NAMES);
      await context.addInitScript(
        ([key, identity]) =>
          localStorage.getItem(key ?? '') ?? localStorage.setItem(key ?? '', identity ?? ''),
        [`matinee:me:${cable.url}`, JSON.stringify({ token, person })],
      );
      await context.addInitScript(() => {
        const heard: [number, string][] = [];
        Object.assign(window, { heard });
        addEventListener('matinee-message', ({ detail }) => heard.push([detail.seq, detail.text]), true);
      });
      const page = await context.newPage();
      await page.goto(blog.url);
      await page.locator('matinee-room').getByRole('textbox').waitFor();
      pages.push(page);
    }
    const each = Math.ceil(MESSAGES / CLIENTS);
    const writing = Promise.all(pages.map((page, who) => write(page, who, each)));
    const cutting = cable.cut(DISCONNECTS);
    await Promise.all([writing, cutting]);
    const total = each * CLIENTS;
    const heard = async (page: Page): Promise<[number, string][]> =>
      page.evaluate(() => Reflect.get(window, 'heard') as [number, string][]);
    await until(
      async () => (await Promise.all(pages.map((page) => heard(page)))).every((one) => one.length >= total),
      120_000,
    ).catch(() => undefined);
    const logs = await Promise.all(pages.map((page) => heard(page)));
    const truth = await history(matinee.url);
    const lost = total - new Set(truth.map(([, text]) => text)).size;
    const double = truth.length - new Set(truth.map(([, text]) => text)).size;
    const unseen = logs.map((log) => truth.length - new Set(log.map(([seq]) => seq)).size);
    const twice = logs.map((log) => log.length - new Set(log.map(([seq]) => seq)).size);
    const strays = logs.map(
      (log) =>
        log.filter(
          ([seq, text], at) => at < truth.length && (truth[at]?.[0] !== seq || truth[at]?.[1] !== text),
        ).length,
    );
    const sum = (values: number[]): number => values.reduce((all, one) => all + one, 0);
    const what = `${cable.cuts} disconnects over ${total} messages`;
    return [
      { what: `${what}: lost on the server`, value: lost, unit: '', goal: 0 },
      { what: `${what}: double on the server`, value: double, unit: '', goal: 0 },
      { what: `${what}: never shown, of ${CLIENTS} clients`, value: sum(unseen), unit: '', goal: 0 },
      { what: `${what}: shown twice`, value: sum(twice), unit: '', goal: 0 },
      { what: `${what}: shown in another order`, value: sum(strays), unit: '', goal: 0 },
    ];
  } finally {
    blog.close();
    await browser.close();
    await cable.close();
    await matinee.end();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Types lines through the composer, as fast as it takes them but never more than twenty ahead of the server. */
function write(page: Page, who: number, lines: number): Promise<void> {
  return page.evaluate(
    async ([name, count]) => {
      const root = document.querySelector('matinee-room')?.shadowRoot;
      for (let n = 0; n < count; n++) {
        const box = root?.querySelector<HTMLTextAreaElement>('textarea');
        if (!box) throw new Error('there is nowhere to write');
        box.value = `${name}-${n}`;
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        do await new Promise((resolve) => setTimeout(resolve, 20));
        while ((root?.querySelectorAll('.sending').length ?? 0) > 20);
      }
    },
    [who, lines] as const,
  );
}

/** Everything the server has, from the first line to the newest. */
async function history(base: string): Promise<[number, string][]> {
  const all: [number, string][] = [];
  for (let before: number | null | undefined; before !== null;) {
    const page: { messages: { seq: number; text: string }[]; before: number | null } = await api(
      base,
      `/rooms/parasite/messages?limit=100${before === undefined ? '' : `&before=${before}`}`,
    );
    all.unshift(...page.messages.map(({ seq, text }): [number, string] => [seq, text]));
    before = page.before;
  }
  return all;
}

/** What lies between the clients and the server, and is cut again and again. */
class Cable {
  cuts = 0;
  #pairs = new Set<Socket>();
  #server = createServer();

  static async to(port: number): Promise<Cable> {
    const cable = new Cable();
    cable.#server.on('connection', (near) => {
      const far = connect(port, '127.0.0.1');
      cable.#pairs.add(near);
      near.pipe(far).pipe(near);
      for (const end of [near, far]) {
        end.on('error', () => undefined); // a cut line is what this is about
        end.on('close', () => {
          cable.#pairs.delete(near);
          near.destroy();
          far.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => cable.#server.listen(0, '127.0.0.1', resolve));
    return cable;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts one connection, whichever, until that was done so often. */
  async cut(times: number): Promise<void> {
    while (this.cuts < times) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      const open = [...this.#pairs];
      const one = open[Math.floor(Math.random() * open.length)];
      if (!one) continue;
      one.destroy();
      this.cuts++;
    }
  }

  async close(): Promise<void> {
    for (const one of this.#pairs) one.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
