// Loaded into a process before the program (`node --import`), to do to it what no test can from outside.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** At this signal something throws where nobody catches it, as a driver's socket handler would. */
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new Error('a driver stumbled');
  });
});

/** While this file is there, the disk for pictures is full: what is written comes to a device that never has room. */
const full = process.env.FULL_WHILE;
const { open } = fs.promises;
fs.promises.open = (path, ...how) => {
  const isPicture = String(path).endsWith('.part');
  return open(isPicture && full && fs.existsSync(full) ? '/dev/full' : path, ...how);
};
syncBuiltinESMExports();
