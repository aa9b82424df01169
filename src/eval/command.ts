import { parseArgs } from 'node:util';

/**
 * Reads `--name value` options of an evaluation command and runs it. A missing or unknown option, or a failure, ends
 * the process with one line on standard error and exit code 1.
 */
export function runCommand<Name extends string>(
  usage: string,
  required: readonly Name[],
  optional: readonly string[],
  run: (options: Record<Name, string> & Record<string, string | undefined>) => Promise<void>,
): void {
  const names = [...required, ...optional];
  let values: Record<string, string | undefined>;
  try {
    values = parseArgs({
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    }).values;
    const missing = required.find((name) => values[name] === undefined);
    if (missing !== undefined) throw new Error(`--${missing} is missing`);
  } catch (problem) {
    fail(`${reasonOf(problem)}. Usage: ${usage}`);
    return;
  }
  run(values as Record<Name, string> & Record<string, string | undefined>).catch((problem: unknown) =>
    fail(reasonOf(problem)),
  );
}

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}

function reasonOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
