/**
 * Builds what `npm start` runs into `dist/`: the server as one file (its packages stay in node_modules), the widget, and
 * the scripts of our pages. `--if-needed` does nothing when no source has changed since.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildWidget } from './build-widget.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const stamp = join(dist, '.built-from');
const SOURCES = ['src', 'widget', 'sandbox', 'scripts', 'package-lock.json'];

async function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  const visit = async (path) => {
    const info = await stat(path).catch(() => null);
    if (!info) return;
    if (!info.isDirectory()) {
      if (!path.endsWith('.test.ts')) hash.update(`${path} ${info.size} ${Math.floor(info.mtimeMs)}\n`);
      return;
    }
    for (const name of (await readdir(path)).sort()) await visit(join(path, name));
  };
  for (const source of SOURCES) await visit(join(root, source));
  return hash.digest('hex');
}

export async function buildAll() {
  await mkdir(join(dist, 'assets'), { recursive: true });
  const pages = await readdir(join(root, 'sandbox/page')).catch(() => []);
  await Promise.all([
    build({
      // A thread is a program of its own: it is started from a file.
      entryPoints: {
        matinee: join(root, 'src/cli/matinee.ts'),
        'fit-thread': join(root, 'src/fitting/fit-thread.ts'),
      },
      outdir: dist,
      bundle: true,
      splitting: true,
      chunkNames: 'server/[name]-[hash]',
      format: 'esm',
      platform: 'node',
      target: 'node20.20',
      packages: 'external',
      sourcemap: true,
      logLevel: 'warning',
    }),
    build({
      entryPoints: ['docs', 'playground'].map((page) => join(root, `src/adapters/web/pages/${page}.ts`)),
      outdir: join(dist, 'assets'),
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      logLevel: 'warning',
    }),
    ...pages
      .filter((name) => name === 'page.ts')
      .map((name) =>
        build({
          entryPoints: [join(root, 'sandbox/page', name)],
          outdir: join(dist, 'sandbox'),
          bundle: true,
          minify: true,
          format: 'esm',
          target: 'es2022',
          tsconfig: join(root, 'widget/tsconfig.json'),
          logLevel: 'warning',
        }),
      ),
    buildWidget({ outdir: join(dist, 'widget'), minify: true }),
  ]);
  await cp(join(root, 'widget/custom-elements.json'), join(dist, 'assets/custom-elements.json'));
  await releaseWidget();
  for (const name of await readdir(join(root, 'src/adapters/web/pages'))) {
    if (name.endsWith('.css'))
      await cp(join(root, 'src/adapters/web/pages', name), join(dist, 'assets', name));
  }
  for (const name of pages) {
    if (/\.(?:html|css|svg|png|webp)$/.test(name))
      await cp(join(root, 'sandbox/page', name), join(dist, 'sandbox', name));
  }
}

/**
 * Lays the widget under the path of its version, which never changes its contents, and prints what a page writes into
 * `integrity`. Releases built here before stay where they are.
 */
async function releaseWidget() {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const from = join(dist, 'widget');
  const to = join(from, 'releases', `v${version}`);
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  const integrity = {};
  for (const name of (await readdir(from)).sort()) {
    if (!/\.(?:js|json)$/.test(name)) continue;
    const bytes = await readFile(join(from, name));
    integrity[name] = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
    await writeFile(join(to, name), bytes);
  }
  await writeFile(join(to, 'integrity.json'), JSON.stringify(integrity, null, 2));
  for (const name of ['matinee.js', 'matinee.iife.js'])
    console.log(`/widget/v${version}/${name}  integrity="${integrity[name]}"`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const now = await fingerprint();
  const before = await readFile(stamp, 'utf8').catch(() => '');
  if (!process.argv.includes('--if-needed') || before !== now) {
    await buildAll();
    await writeFile(stamp, now);
  }
}
