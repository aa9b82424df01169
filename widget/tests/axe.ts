import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the page, as `rule: element`. */
export async function faults(page: Page): Promise<string[]> {
  const tools = await page.context().newCDPSession(page);
  // Past the page's CSP, which rightly lets nobody else's script in.
  await tools.send('Runtime.evaluate', { expression: axe });
  const options: RunOptions = { resultTypes: ['violations'] };
  const { violations } = await page.evaluate(
    (given) => (Reflect.get(window, 'axe') as { run(options: RunOptions): Promise<AxeResults> }).run(given),
    options,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
