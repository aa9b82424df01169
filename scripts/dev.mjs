/** `npm run dev`: as `npm start`, built anew and started again whenever a source changes. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const WATCHED = ['src', 'widget/src', 'sandbox', 'migrations', 'catalogue'];
/** Editors write several files at once: wait until they are done. */
const SETTLE_MS = 150;

let child;
let timer;
let building = false;
let again = false;

async function restart() {
  if (building) {
    again = true;
    return;
  }
  building = true;
  try {
    await buildAll();
    await ended();
    child = spawn(process.execPath, [join(root, 'dist/matinee.js'), 'serve', ...process.argv.slice(2)], {
      stdio: 'inherit',
    });
  } catch (error) {
    console.error(`not built: ${error.message}`);
  }
  building = false;
  if (again) {
    again = false;
    await restart();
  }
}

function ended() {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

for (const folder of WATCHED) {
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), SETTLE_MS);
  });
}
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => void ended().then(() => process.exit(0)));
await restart();
