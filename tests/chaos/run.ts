/** `npm run chaos`: faults without end, one after the other, on a world that stands; what must hold is asked after each. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { failed, table, type Outcome } from './report.ts';
import { playRound } from './rounds.ts';
import { Theatre } from './theatre.ts';

/** Rooms are given up after so many rounds: a channel of a few hundred lines is looked at quickly. */
const ROUNDS_OF_A_GENERATION = 12;

async function main(options: Options): Promise<number> {
  const chosen = choose(options);
  if (chosen.length === 0) return 0;
  const folder = options.keep ?? (await mkdtemp(join(tmpdir(), `matinee-chaos-${options.seed}-`)));
  console.log(`CHAOS_SEED=${options.seed}; logs in ${folder}`);
  const begun = Date.now();
  const theatre = await Theatre.open(options.seed, folder);
  const memory = theatre.products.map((product) => product.memory);
  console.log(`the world stands after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  const outcomes: Outcome[] = [];
  // Servers of our own must not outlive us, whoever ends the run.
  let told = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (told = true));
  const end = Date.now() + options.seconds * 1000;
  try {
    for (let number = 1; number <= options.rounds && Date.now() < end && !told; number++) {
      if (number % ROUNDS_OF_A_GENERATION === 0) await theatre.raise();
      const outcome = await playRound(theatre, theatre.random.weighed(chosen), number);
      outcomes.push(outcome);
      console.log(inOneLine(outcome));
      if (!failed(outcome)) continue;
      await writeFile(join(folder, `round-${number}.json`), evidence(theatre, outcome, options));
      if (options.stopAtFailure) break;
      await theatre.renew();
    }
  } finally {
    console.log(`\n${table(outcomes, FAULTS)}\n`);
    for (const [at, product] of theatre.products.entries())
      console.log(
        `process ${product.name} (${product.roles}): ${mib(memory[at] ?? 0)} at the start, ${mib(product.memory)} now`,
      );
    const { calls, refused } = theatre.tally;
    if (calls > 0) console.log(`${calls} calls over REST during restarts, ${refused} refused or cut off`);
    for (const fault of chosen) await fault.end?.();
    await theatre.close();
  }
  const bad = outcomes.filter(failed).length;
  console.log(
    bad === 0
      ? `${outcomes.length} rounds, none failed (CHAOS_SEED=${options.seed})`
      : `${bad} of ${outcomes.length} rounds failed; CHAOS_SEED=${options.seed}; what is needed to look is in ${folder}`,
  );
  return bad === 0 ? 0 : 1;
}

/** The faults of this run; what this machine cannot do is said in a line. */
function choose({ only }: Options): Fault[] {
  for (const id of only)
    if (!FAULTS.some((fault) => fault.id === id)) throw new Error(`--only ${id}: there is no such fault`);
  return FAULTS.filter((fault) => only.length === 0 || only.includes(fault.id)).filter((fault) => {
    const why = fault.impossible?.() ?? null;
    if (why !== null) console.log(`Skipped: ${fault.id} ${fault.name}: ${why}`);
    return why === null;
  });
}

function inOneLine(outcome: Outcome): string {
  const { fault, round, actions, acked, recovery, lost, doubled, stuck, wrong } = outcome;
  const head = `${round} ${fault.id} ${actions} actions, ${acked} acknowledged, same everywhere after ${recovery} ms`;
  if (!failed(outcome)) return `${head}: ok`;
  return [
    `${head}: FAILED`,
    ...[...lost, ...doubled, ...stuck, ...wrong].slice(0, 12).map((what) => `    ${what}`),
  ].join('\n');
}

/** What somebody needs to look into a round that failed. */
function evidence(theatre: Theatre, outcome: Outcome, { seed }: Options): string {
  return JSON.stringify(
    {
      seed,
      ...outcome,
      fault: outcome.fault.id,
      rooms: theatre.talks.map(({ slug, said }) => ({
        slug,
        said: said.map(({ token, side, text, deleted, reactions, seq, remoteId }) => ({
          token,
          side,
          text,
          deleted,
          reactions: [...reactions],
          seq,
          remoteId,
        })),
      })),
      logs: Object.fromEntries(theatre.products.map((product) => [product.name, product.tail.split('\n')])),
    },
    null,
    2,
  );
}

const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

let options: Options;
try {
  options = readOptions(process.argv.slice(2), process.env);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exit(2);
}
process.exit(await main(options));
