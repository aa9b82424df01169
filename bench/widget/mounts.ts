import { until } from '../../widget/tests/until.ts';
import type { Figure } from './figure.ts';
import { mixedTalk } from './mixed-talk.ts';
import { heapUsed, onPage } from './page.ts';

const TIMES = 1000;

/** Puts a room in and takes it out, a thousand times, each time until it can be read. */
export function mounts(): Promise<Figure[]> {
  return onPage(
    async ({ page, tools, server }) => {
      await page.locator('matinee-room').getByRole('article').first().waitFor();
      const rounds = (times: number): Promise<void> =>
        page.evaluate(async (count) => {
          const main = document.querySelector('main');
          document.querySelector('matinee-room')?.remove();
          for (let n = 0; n < count; n++) {
            const room = document.createElement('matinee-room');
            room.room = 'parasite';
            main?.append(room);
            // One in ten is taken out before it is there.
            if (n % 10) await new Promise((resolve) => room.addEventListener('matinee-ready', resolve));
            room.remove();
            await Promise.resolve();
          }
          await new Promise((resolve) => setTimeout(resolve, 500));
        }, times);
      await rounds(50);
      const before = { heap: await heapUsed(tools), ...(await tools.send('Memory.getDOMCounters')) };
      await rounds(TIMES);
      await until(() => server.connections === 0);
      const after = { heap: await heapUsed(tools), ...(await tools.send('Memory.getDOMCounters')) };
      const what = `${TIMES} mounts and unmounts`;
      return [
        { what: `${what}: heap grown by`, value: (after.heap - before.heap) / 1e6, unit: 'MB', goal: 1 },
        { what: `${what}: sockets left`, value: server.connections, unit: '', goal: 0 },
        {
          what: `${what}: listeners left`,
          value: after.jsEventListeners - before.jsEventListeners,
          unit: '',
          goal: 0,
        },
        { what: `${what}: nodes left`, value: after.nodes - before.nodes, unit: '', goal: 0 },
      ];
    },
    (server) => mixedTalk(server, 'parasite', 60),
  );
}
