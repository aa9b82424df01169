import { inspect } from 'node:util';
import { expect } from 'vitest';

// A rejection nobody heard fails the run. The runner says where it came from only for errors; others are named here.
process.on('unhandledRejection', (reason) => {
  if (reason instanceof Error) throw reason;
  const { testPath, currentTestName } = expect.getState();
  throw new Error(
    `rejected with ${inspect(reason)} after "${currentTestName ?? 'none'}" of ${testPath ?? 'no file'}`,
  );
});
