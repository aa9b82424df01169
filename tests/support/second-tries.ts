import type { Reporter, TestModule } from 'vitest/node';

/**
 * Says at the end of a run which tests passed only when they were tried again: each is a fault to mend, of the test or of
 * what it tests, although the run passes.
 */
export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `${module.relativeModuleId}: ${test.fullName}`),
    );
    if (names.length === 0) return;
    console.log(`Passed only at a second try (${names.length}):`);
    for (const name of names) console.log(`  ${name}`);
  }
}
