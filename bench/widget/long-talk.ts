import { quantile, type Figure } from './figure.ts';
import { mixedTalk } from './mixed-talk.ts';
import { heapUsed, noteFrames, onPage } from './page.ts';

const MESSAGES = 10_000;

/** Ten thousand mixed messages, read by scrolling from the newest to the very first and back down. */
export function longTalk(): Promise<Figure[]> {
  return onPage(
    async ({ page, tools }) => {
      await page.locator('matinee-room').getByRole('article').first().waitFor();
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
      const frames = await noteFrames(page);
      // Turns the wheel each frame, and notes how far the line under the eye moved by itself.
      const shift = await page.evaluate(async () => {
        const root = document.querySelector('matinee-room')?.shadowRoot;
        const scroller = root?.querySelector<HTMLElement>('.scroller');
        if (!root || !scroller) throw new Error('there is no talk');
        const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
        const first = (): HTMLElement | null => root.querySelector('.start');
        let most = 0;
        for (let turn = 0; turn < 20_000; turn++) {
          const middle = scroller.getBoundingClientRect().top + 300;
          const line = [...root.querySelectorAll<HTMLElement>('[data-key]')].find(
            (one) => one.getBoundingClientRect().bottom > middle,
          );
          const before = line?.getBoundingClientRect().top ?? 0;
          const step = Math.min(400, scroller.scrollTop);
          scroller.scrollTop -= step;
          await frame();
          await frame();
          if (line?.isConnected)
            most = Math.max(most, Math.abs(line.getBoundingClientRect().top - before - step));
          if (first() && first()?.textContent?.trim() !== '…' && scroller.scrollTop < 1) break;
        }
        const read = root.querySelector('[data-key]')?.textContent ?? '';
        if (!/(^|\D)1: /.test(read)) throw new Error('did not come to the first line: ' + read);
        return most;
      });
      const times = await frames();
      const { nodes } = await page.evaluate(() => {
        const count = (root: ParentNode): number =>
          [...root.querySelectorAll('*')].reduce(
            (sum, one) => sum + 1 + (one.shadowRoot ? count(one.shadowRoot) : 0),
            0,
          );
        const room = document.querySelector('matinee-room');
        return { nodes: room?.shadowRoot ? count(room.shadowRoot) : 0 };
      });
      const heap = await heapUsed(tools);
      return [
        { what: `${MESSAGES} mixed messages: elements`, value: nodes, unit: '', goal: 800 },
        { what: `${MESSAGES} mixed messages: heap of the page`, value: heap / 1e6, unit: 'MB', goal: 12 },
        {
          what: `${MESSAGES} mixed messages: frame, p95 of ${times.length}`,
          value: quantile(times, 0.95),
          unit: 'ms',
          goal: 18,
        },
        {
          what: `${MESSAGES} mixed messages: the line being read shifts by`,
          value: shift,
          unit: 'px',
          goal: 1,
        },
      ];
    },
    (server) => mixedTalk(server, 'parasite', MESSAGES),
  );
}
