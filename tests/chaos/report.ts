import type { Fault } from './fault.ts';

/** What one round came to. */
export interface Outcome {
  fault: Fault;
  round: number;
  actions: number;
  acked: number;
  /** Milliseconds from healing until every side showed the same. */
  recovery: number;
  lost: string[];
  doubled: string[];
  stuck: string[];
  /** Everything else that must not be. */
  wrong: string[];
}

/** An outcome as a line of a file, for a table of several runs. */
export interface OutcomeLine {
  seed: number;
  fault: string;
  actions: number;
  acked: number;
  recovery: number;
  lost: number;
  doubled: number;
  stuck: number;
  failed: boolean;
}

export function asLine(seed: number, outcome: Outcome): OutcomeLine {
  const { fault, actions, acked, recovery, lost, doubled, stuck } = outcome;
  return {
    seed,
    fault: fault.id,
    actions,
    acked,
    recovery,
    lost: lost.length,
    doubled: doubled.length,
    stuck: stuck.length,
    failed: failed(outcome),
  };
}

interface Row {
  rounds: number;
  failed: number;
  actions: number;
  acked: number;
  lost: number;
  doubled: number;
  stuck: number;
  recoveries: number[];
}

export const failed = ({ lost, doubled, stuck, wrong }: Outcome): boolean =>
  lost.length + doubled.length + stuck.length + wrong.length > 0;

/** The share `part` of the values lies at or under what is returned; 0 of none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/** A run's outcomes by fault, as a table that can stand in a document. */
export function table(outcomes: readonly OutcomeLine[], faults: readonly Fault[]): string {
  const rows = new Map<string, Row>();
  const all: Row = {
    rounds: 0,
    failed: 0,
    actions: 0,
    acked: 0,
    lost: 0,
    doubled: 0,
    stuck: 0,
    recoveries: [],
  };
  for (const outcome of outcomes) {
    const row = rows.get(outcome.fault) ?? {
      ...all,
      rounds: 0,
      failed: 0,
      actions: 0,
      acked: 0,
      lost: 0,
      doubled: 0,
      stuck: 0,
      recoveries: [],
    };
    rows.set(outcome.fault, row);
    for (const each of row === all ? [row] : [row, all]) {
      each.rounds++;
      each.failed += outcome.failed ? 1 : 0;
      each.actions += outcome.actions;
      each.acked += outcome.acked;
      each.lost += outcome.lost;
      each.doubled += outcome.doubled;
      each.stuck += outcome.stuck;
      each.recoveries.push(outcome.recovery);
    }
  }
  const line = (name: string, row: Row): string =>
    `| ${name} | ${row.rounds} | ${row.failed} | ${row.actions} | ${row.acked} | ${row.lost} | ${row.doubled} | ${row.stuck} | ${seconds(percentile(row.recoveries, 0.5))} | ${seconds(percentile(row.recoveries, 0.99))} |`;
  return [
    '| fault | rounds | failed | actions | acknowledged on the web | lost | doubled | stuck | same everywhere after, p50 | p99 |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...faults.flatMap((fault) => {
      const row = rows.get(fault.id);
      return row ? [line(`${fault.id} ${fault.name}`, row)] : [];
    }),
    line('all', all),
  ].join('\n');
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
