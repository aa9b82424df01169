import { parseArgs } from 'node:util';

/** What `npm run chaos -- …` was asked for. */
export interface Options {
  rounds: number;
  /** Ends after so many seconds, rounds or no rounds. */
  seconds: number;
  seed: number;
  /** Ids of faults; empty: all of them, by weight. */
  only: string[];
  /** Where logs and what is needed to look into a failure are kept. */
  keep: string | undefined;
  /** Ends with the first round that fails. */
  stopAtFailure: boolean;
}

export const USAGE = `npm run chaos -- [--rounds N] [--seconds S] [--seed N] [--only F5,F6] [--keep FOLDER] [--stop]
  --rounds   how many faults are struck (200)
  --seconds  the longest it may take (900)
  --seed     repeats a run, as far as an operating system lets it (CHAOS_SEED, or drawn)
  --only     these faults alone, each as often as the other
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
    only: values.only.split(',').filter((id) => id !== ''),
    keep: values.keep,
    stopAtFailure: values.stop,
  };
}

function whole(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name} takes a whole number, not "${text}"`);
  return Number(text);
}
