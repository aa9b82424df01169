import { quantile, type Figure } from './figure.ts';
import { mixedTalk } from './mixed-talk.ts';
import { noteFrames, onPage } from './page.ts';

const PER_SECOND = 200;
const SECONDS = 30;

/** Two hundred messages a second for half a minute into an open room. */
export function flood(): Promise<Figure[]> {
  return onPage(
    async ({ page, server, room }) => {
      await page.locator('matinee-room').getByRole('article').first().waitFor();
      await page.evaluate(() => {
        const heard: number[] = [];
        Object.assign(window, { heard });
        document
          .querySelector('matinee-room')
          ?.addEventListener('matinee-message', ({ detail }) => heard.push(detail.seq));
      });
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
      const frames = await noteFrames(page);
      const before = room.events.length;
      const begun = performance.now();
      const total = PER_SECOND * SECONDS;
      for (let sent = 0; sent < total;) {
        const due = Math.min(total, ((performance.now() - begun) / 1000) * PER_SECOND);
        for (; sent < due; sent++)
          server.say('parasite', `P${sent % 7}`, sent % 3 ? `Line ${sent}` : `**Line** ${sent}, ||${sent}||`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await page
        .locator('matinee-room')
        .getByText(`Line ${total - 1}`)
        .first()
        .waitFor();
      const times = await frames();
      const heard = await page.evaluate(() => Reflect.get(window, 'heard') as number[]);
      const wanted = new Set(room.events.slice(before).map(({ seq }) => seq));
      for (const seq of heard) wanted.delete(seq);
      const what = `${PER_SECOND} messages/s for ${SECONDS} s`;
      return [
        {
          what: `${what}: frame, p95 of ${times.length}`,
          value: quantile(times, 0.95),
          unit: 'ms',
          goal: 20,
        },
        { what: `${what}: lost`, value: wanted.size, unit: '', goal: 0 },
        { what: `${what}: double`, value: heard.length - new Set(heard).size, unit: '', goal: 0 },
      ];
    },
    (server) => mixedTalk(server, 'parasite', 100),
  );
}
