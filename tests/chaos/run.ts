/** `npm run chaos`: faults without end, one after the other, on a world that stands; what must hold is asked after each. */
import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chance } from '../support/chance.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { asLine, failed, table, type Outcome, type OutcomeLine } from './report.ts';
import { playRound } from './rounds.ts';
import { Theatre } from './theatre.ts';

/** Rooms are given up after so many rounds: a channel of a few hundred lines is looked at quickly. */
const ROUNDS_OF_A_GENERATION = 12;
/**
 * A process may need so many times what the largest needed at the start, once garbage is collected. A leak shows in a long
 * run; in a short one what a burst has taken (fourteen megabytes to one reader) is not given back to the system yet.
 */
const memoryGrowth = (rounds: number): number => (rounds >= 100 ? 1.2 : 1.5);

async function main(options: Options): Promise<number> {
  if (options.table.length > 0) return tableOf(options.table);
  const chosen = choose(options);
  if (chosen.length === 0) return 0;
  const folder = options.keep ?? (await mkdtemp(join(tmpdir(), `matinee-chaos-${options.seed}-`)));
  console.log(`CHAOS_SEED=${options.seed}; logs in ${folder}`);
  const begun = Date.now();
  const theatre = await Theatre.open(options.seed, folder);
  const memory = await Promise.all(theatre.products.map((product) => product.tidyMemory()));
  const planned = options.each > 0 ? inAnyOrder(chosen, options.each, theatre.random) : null;
  const rounds = planned?.length ?? options.rounds;
  console.log(`the world stands after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  const outcomes: Outcome[] = [];
  const grown: string[] = [];
  // Servers of our own must not outlive us, whoever ends the run.
  let told = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (told = true));
  const end = Date.now() + options.seconds * 1000;
  try {
    for (let number = 1; number <= rounds && Date.now() < end && !told; number++) {
      if (number % ROUNDS_OF_A_GENERATION === 0) await theatre.raise();
      const fault = planned?.[number - 1] ?? theatre.random.weighed(chosen);
      const outcome = await playRound(theatre, fault, number);
      outcomes.push(outcome);
      if (options.outcomes !== undefined)
        await appendFile(options.outcomes, `${JSON.stringify(asLine(options.seed, outcome))}\n`);
      console.log(inOneLine(outcome));
      if (!failed(outcome)) continue;
      await writeFile(join(folder, `round-${number}.json`), evidence(theatre, outcome, options));
      if (options.stopAtFailure) break;
      await theatre.renew();
    }
  } finally {
    const lines = outcomes.map((outcome) => asLine(options.seed, outcome));
    console.log(`\n${table(lines, FAULTS)}\n`);
    for (const [at, product] of theatre.products.entries()) {
      const now = await product.tidyMemory();
      if (now > memoryGrowth(outcomes.length) * Math.max(...memory)) grown.push(product.name);
      console.log(
        `process ${product.name} (${product.roles}): ${mib(memory[at] ?? 0)} at the start, ${mib(now)} now`,
      );
    }
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
  for (const name of grown) console.log(`process ${name} needs more memory than any did at the start`);
  return bad + grown.length === 0 ? 0 : 1;
}

/** What several runs came to together. */
async function tableOf(files: readonly string[]): Promise<number> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const lines = texts
    .flatMap((text) => text.split('\n').filter((line) => line !== ''))
    .map((line) => JSON.parse(line) as OutcomeLine);
  const seeds = [...new Set(lines.map(({ seed }) => seed))];
  console.log(`${lines.length} rounds, CHAOS_SEED=${seeds.join(', ')}\n\n${table(lines, FAULTS)}`);
  return 0;
}

/** Each of them so often, shuffled (Fisher and Yates). */
function inAnyOrder(faults: readonly Fault[], each: number, random: Chance): Fault[] {
  const all = Array.from({ length: each }, () => faults).flat();
  for (let at = all.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const [here, there] = [all[at], all[other]];
    if (here && there) [all[at], all[other]] = [there, here];
  }
  return all;
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
