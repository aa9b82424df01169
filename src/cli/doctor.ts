import { runChecks } from '../doctor/checks.ts';
import { readConfig } from '../config/config.ts';

/** `matinee doctor`: one line for each part, and how to mend what is wrong; exit code 1 when something is. */
export async function runDoctor(): Promise<void> {
  const findings = await runChecks(readConfig(process.env));
  for (const { part, ok, text } of findings)
    console.log(`${ok ? 'ok  ' : 'FAIL'}  ${part.padEnd(10)} ${text}`);
  if (findings.some((finding) => !finding.ok)) process.exitCode = 1;
}
