/** Processor time of a piece of work in ms: what other programs do meanwhile is not in it. */
function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What the yardstick takes on an ordinary machine, in ms. */
const YARD_MS = 5;

/**
 * How much slower this machine is just now than an ordinary one; at least 1. The yardstick: 20,000 small objects written
 * down and read back. Parsers make small objects, too: what slows them down slows it down.
 */
export function slowness(): number {
  const rows = Array.from({ length: 20_000 }, (_, n) => ({ type: 'text', text: `a${n}` }));
  const rounds = [1, 2, 3].map(() => processorTime(() => JSON.parse(JSON.stringify(rows)) as unknown));
  return Math.max(1, Math.min(...rounds) / YARD_MS);
}

const ROUNDS = 4;

/** Least of some rounds, in ms; no more rounds than it takes to come below `enough`. */
function least(work: () => unknown, enough: number): number {
  let found = Infinity;
  for (let round = 0; round < ROUNDS && found > enough; round++) found = Math.min(found, processorTime(work));
  return found;
}

/**
 * Which texts take more than `most` ms of processor time on an ordinary machine, or more than eight times as much when
 * they are four times as long (work that grows with the length takes four times as much, with its square sixteen times).
 *
 * @param texts texts of a length, by their names
 * @param prepare makes of a text what is worked on; its own time does not count
 */
export function tooSlow<Input>(
  texts: (size: number) => Record<string, string>,
  { size, most }: { size: number; most: number },
  prepare: (text: string) => Input,
  work: (input: Input) => unknown,
): string[] {
  const longer = texts(4 * size);
  const now = slowness();
  return Object.entries(texts(size)).flatMap(([name, text]) => {
    const input = prepare(text);
    const half = (most * now) / 2;
    const once = least(() => work(input), half);
    // What takes no time to speak of at this length does not grow with its square.
    if (once <= half) return [];
    // The machine may have become slower meanwhile.
    const slow = once > most * now && once > most * slowness();
    const long = prepare(longer[name] ?? '');
    const grows = least(() => work(long), 8 * once) > 8 * once;
    return slow || grows
      ? [`${name}: ${Math.round(once)} ms${grows ? ', and more than its length' : ''}`]
      : [];
  });
}
