import { parseArgs } from 'node:util';

/** What `npm run chaos -- …` was asked for. */
export interface Options {
  rounds: number;
  /** Ends after so many seconds, rounds or no rounds. */
  seconds: number;
  seed: number;
  /** Ids of faults; empty: all of them, by weight. */
  only: string[];
  /** So often each fault is struck, in an order that the seed draws; 0: by weight, `rounds` times. */
  each: number;
  /** A file to which each round adds a line of JSON. */
  outcomes: string | undefined;
  /** Files of earlier runs: only the table of what stands in them is made. */
  table: string[];
  /** Where logs and what is needed to look into a failure are kept. */
  keep: string | undefined;
  /** Ends with the first round that fails. */
  stopAtFailure: boolean;
}

export const USAGE = `npm run chaos -- [--rounds N] [--seconds S] [--seed N] [--only F5,F6] [--each N] [--keep FOLDER] [--outcomes FILE] [--stop]
npm run chaos -- --table FILE,FILE
  --rounds   how many faults are struck (200)
  --seconds  the longest it may take (900)
  --seed     repeats a run, as far as an operating system lets it (CHAOS_SEED, or drawn)
  --only     these faults alone
  --each     every fault so often, in an order of its own, instead of --rounds by weight
  --outcomes adds a line for each round to this file
  --table    strikes nothing: one table of several such files
  --keep     where the processes' logs go (a new folder of the system's for temporary files)
  --stop     end with the first round that fails`;

/** @throws Error with a sentence that says how to mend it */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '900' },
      seed: { type: 'string' },
      only: { type: 'string', default: '' },
      each: { type: 'string', default: '0' },
      outcomes: { type: 'string' },
      table: { type: 'string', default: '' },
      keep: { type: 'string' },
      stop: { type: 'boolean', default: false },
    },
  });
  return {
    rounds: whole('--rounds', values.rounds),
    seconds: whole('--seconds', values.seconds),
    seed: whole(
      '--seed',
      values.seed ?? environment['CHAOS_SEED'] ?? String(Math.floor(Math.random() * 1e9)),
    ),
    only: listOf(values.only),
    each: whole('--each', values.each),
    outcomes: values.outcomes,
    table: listOf(values.table),
    keep: values.keep,
    stopAtFailure: values.stop,
  };
}

const listOf = (text: string): string[] => text.split(',').filter((each) => each !== '');

function whole(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name} takes a whole number, not "${text}"`);
  return Number(text);
}
