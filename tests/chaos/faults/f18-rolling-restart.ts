import type { Fault } from '../fault.ts';
import type { Product } from '../product.ts';

const DRAINED_MS = 10_000;
const EVERY_MS = 15;

export const rollingRestart: Fault = {
  id: 'F18',
  name: 'processes are restarted one after the other',
  does: 'SIGTERM and started again under load, one or all three; who answers, answers: no 5xx and no answer cut off',
  weight: 2,
  recovers: 40_000,
  async strike({ theatre, random, talk, fail }) {
    const rolled = random.below(3) === 0 ? theatre.products : [random.of(theatre.products)];
    for (const product of rolled) {
      const calls = callsTo(product);
      const [took] = await Promise.all([product.end('SIGTERM'), talk(200)]);
      await product.start();
      const { refused, cut, why } = await calls.end();
      theatre.tally.calls += calls.made();
      theatre.tally.refused += refused + cut;
      if (took > DRAINED_MS) fail(`process ${product.name} took ${took} ms to end`);
      if (refused > 0)
        fail(`${refused} of ${calls.made()} calls to process ${product.name} were answered with 5xx`);
      if (cut > 0)
        fail(
          `${cut} of ${calls.made()} calls to process ${product.name} were cut off without an answer: ${why.join('; ')}`,
        );
    }
  },
};

/** Calls a process all the time, as a balancer in front of it does. Where nobody listens there is nothing to refuse. */
function callsTo(product: Product): {
  made(): number;
  end(): Promise<{ refused: number; cut: number; why: string[] }>;
} {
  let going = true;
  let made = 0;
  const counts = { refused: 0, cut: 0, why: [] as string[] };
  const open: Promise<void>[] = [];
  const call = async (): Promise<void> => {
    made++;
    const begun = Date.now();
    try {
      const response = await fetch(`${product.direct}/api/v1/rooms?limit=1`);
      await response.text();
      if (response.status >= 500) counts.refused++;
    } catch (error) {
      const { cause } = error as { cause?: { code?: string; message?: string } };
      if (cause?.code === 'ECONNREFUSED') made--;
      else {
        counts.cut++;
        counts.why.push(`${cause?.message ?? String(error)} after ${Date.now() - begun} ms`);
      }
    }
  };
  const loop = (async () => {
    while (going) {
      open.push(call());
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    made: () => made,
    async end() {
      going = false;
      await loop;
      await Promise.all(open);
      return counts;
    },
  };
}
