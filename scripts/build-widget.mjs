/**
 * Builds the widget: `matinee.js` (an ES module: everything needed to read and write, in one request), lazy parts
 * as hashed chunks which borrow from it, and `matinee.iife.js` (everything in one classic script).
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { minify as squeeze } from 'terser';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const ENTRY = join(ROOT, 'widget/src/embed.ts');
const AFTER = join(ROOT, 'widget/src/after-paint.ts');
const LAZY = join(ROOT, 'widget/src/lazy-parts.ts');

/** Template literals keep their line breaks and indentation through a minifier; a reader of the page needs neither. */
const tidyTemplates = {
  name: 'tidy-templates',
  setup(setup) {
    setup.onLoad({ filter: /widget\/src\/.*\.ts$/ }, async ({ path }) => {
      let source = await readFile(path, 'utf8');
      {
        for (const [whole, css] of source.matchAll(/css`([^`$]*)`/g)) {
          const { code } = await transform(css, { loader: 'css', minify: true, target: 'chrome125' });
          source = source.replace(whole, () => 'css`' + dense(code.trim()).replaceAll('\\', '\\\\') + '`');
        }
      }
      return {
        contents: source
          .replace(/\n\s+(?=>|<\/(?:button|div|form|p|ul)>)/g, '')
          // Between attributes a space, as where they stand in one line: what is always the same weighs least.
          .replace(/\n\s+(?=[.?@]?[a-z-]+=(?:"|\$\{))/g, ' ')
          .replace(/\n\s+/g, '\n'),
        loader: 'ts',
      };
    });
  },
};

/** Values of custom properties, which a minifier leaves as they are, without spaces that mean nothing in ours. */
const dense = (css) => css.replace(/--[\w-]+:[^;}]*/g, (custom) => custom.replace(/([:,(]) | (?=\))/g, '$1'));

/**
 * Lit makes a Trusted Types policy named `lit-html` while it loads, which throws where a page that allows the name has
 * used it up: with a Lit of its own, or by loading us twice. Ours has our name, and only the first copy makes it.
 */
const ownPolicy = {
  name: 'own-policy',
  setup(setup) {
    setup.onLoad({ filter: /lit-html\/lit-html\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(
        /(\w+)\?\1\.createPolicy\("lit-html"/,
        '$1&&!customElements.get("matinee-room")?$1.createPolicy("matinee"',
      );
      if (contents === source)
        throw new Error('lit-html makes its Trusted Types policy in another way now: see ownPolicy');
      return { contents, loader: 'js' };
    });
  },
};

/**
 * Brings what is loaded when it is wanted at once. It comes before the first file, as there every part asks whether
 * another copy of that one serves the page.
 */
const atOnce = {
  name: 'at-once',
  setup(setup) {
    setup.onLoad({ filter: /widget\/src\/lazy-parts\.ts$/ }, async ({ path }) => {
      const parts = [];
      const contents = (await readFile(path, 'utf8')).replace(
        /import\((.+?)\)/g,
        (_, part) => `Promise.resolve(part${parts.push(part) - 1})`,
      );
      return {
        contents: parts.map((part, index) => `import * as part${index} from ${part};`).join('\n') + contents,
        loader: 'ts',
      };
    });
  },
};

/** The real path of an import, without asking ourselves again. */
async function located(setup, { path, kind, importer, resolveDir }) {
  const found = await setup.resolve(path, { kind, importer, resolveDir, pluginData: { asked: true } });
  return found.path;
}

/**
 * @param {{ outdir?: string, minify?: boolean, embed?: string }} [options] `embed`: another file for pages to load
 * @returns {Promise<{ file: string, bytes: number, gzip: number, lazy: boolean }[]>} every file written
 */
export async function buildWidget({ outdir = join(ROOT, 'dist/widget'), minify = true, embed = ENTRY } = {}) {
  const common = {
    bundle: true,
    write: false,
    minify,
    metafile: true,
    absWorkingDir: ROOT,
    target: ['chrome125', 'firefox128', 'safari17.5'],
    legalComments: 'none',
    charset: 'utf8',
    outdir,
    logLevel: 'error',
    tsconfig: join(ROOT, 'widget/tsconfig.json'),
  };

  // What belongs to the first load, and which parts it loads later.
  const parts = new Set();
  const survey = await build({
    ...common,
    format: 'esm',
    entryPoints: { matinee: embed },
    plugins: [lazyImports(async (path) => (parts.add(path), { path, external: true }))],
  });
  const inputs = ({ metafile }) => Object.keys(metafile.inputs).map((input) => join(ROOT, input));
  const first = new Set(inputs(survey));
  /** Which file brings a module that lazy parts may borrow. */
  const lenders = new Map([...first].map((path) => [path, './matinee.js']));
  const offered = (built, file) =>
    Object.entries(built.metafile.outputs).find(([output]) => output.endsWith(file.slice(2)))[1].exports;
  /** What each of those files exports. */
  const lent = new Map([['./matinee.js', offered(survey, './matinee.js')]]);

  // All that a part borrows from a file comes through one import. A name that is missing there is said by the bundler:
  // it belongs into `first-load.ts` or `after-paint.ts`.
  const borrow = {
    name: 'borrow-what-is-there',
    setup(setup) {
      setup.onResolve({ filter: /.*/ }, async (args) => {
        if (args.namespace === 'lent') return { path: args.path, external: true, sideEffects: false };
        if (args.pluginData?.asked || args.kind === 'entry-point') return undefined;
        const lender = lenders.get(await located(setup, args));
        return lender ? { path: lender, namespace: 'lent', sideEffects: false } : undefined;
      });
      setup.onLoad({ filter: /.*/, namespace: 'lent' }, ({ path }) => ({
        contents: lent
          .get(path)
          .map((name) => `export { ${name} } from ${JSON.stringify(path)};`)
          .join('\n'),
      }));
    },
  };
  const names = new Map();
  /** Builds lazy parts under hashed names, and notes them. */
  async function buildLazy(entryPoints) {
    const built = await build({
      ...common,
      format: 'esm',
      entryPoints,
      entryNames: '[name]-[hash]',
      plugins: [borrow, tidyTemplates, ownPolicy],
    });
    const brought = new Set();
    for (const [output, { entryPoint, inputs }] of Object.entries(built.metafile.outputs)) {
      names.set(join(ROOT, entryPoint), './' + relative(outdir, join(ROOT, output)));
      for (const input of Object.keys(inputs).filter((input) => !input.startsWith('lent:'))) {
        if (brought.has(input))
          throw new Error(`Two parts bring ${input}: add it to widget/src/after-paint.ts`);
        brought.add(input);
      }
    }
    return built;
  }
  // What comes after the first picture lends to the other parts, too.
  const after = await buildLazy([AFTER]);
  for (const path of inputs(after)) if (!first.has(path)) lenders.set(path, names.get(AFTER));
  lent.set(names.get(AFTER), offered(after, names.get(AFTER)));
  const others = await buildLazy([...parts].filter((path) => path !== AFTER));

  const entry = await build({
    ...common,
    format: 'esm',
    entryPoints: { matinee: embed },
    plugins: [
      lazyImports(async (path) => ({ path: names.get(path), external: true })),
      tidyTemplates,
      ownPolicy,
    ],
  });
  const lazy = { outputFiles: [...after.outputFiles, ...others.outputFiles] };

  // Everything in one: style sheets beside each other, words, and what reads marks, weigh a kilobyte less than each beside
  // its elements.
  const sources = [...new Set([...first, ...inputs(after), ...inputs(others)])].sort();
  const classic = await build({
    ...common,
    format: 'iife',
    stdin: {
      contents: [
        ...sources.filter((path) => /\.styles\.ts$|widget\/src\/styles\//.test(path)),
        ...sources.filter((path) => path.includes('/locales/')),
        ...sources.filter((path) => path.includes('/core/')),
        LAZY,
        embed,
      ]
        .map((path) => `import ${JSON.stringify(path)};`)
        .join('\n'),
      resolveDir: ROOT,
    },
    entryNames: 'matinee.iife',
    define: { 'import.meta.url': 'undefined' },
    plugins: [atOnce, tidyTemplates, ownPolicy],
  });

  await mkdir(outdir, { recursive: true });
  await writeFile(
    join(outdir, 'emoji.json'),
    JSON.stringify(JSON.parse(await readFile(join(ROOT, 'widget/src/elements/emoji.json'), 'utf8'))),
  );
  for (const old of await readdir(outdir)) if (old.endsWith('.js')) await rm(join(outdir, old));
  const written = [];
  for (const [files, isLazy] of [
    [entry.outputFiles, false],
    [lazy.outputFiles, true],
    [classic.outputFiles, false],
  ]) {
    for (const { path, contents: bundled, text } of files) {
      // A second minifier on top of the bundler's own takes two per cent more off what visitors load.
      const module = !path.endsWith('.iife.js');
      const contents = minify
        ? Buffer.from(gathered((await squeeze(text, { module, ecma: 2022, compress: { passes: 3 } })).code))
        : bundled;
      await writeFile(path, contents);
      written.push({
        file: relative(outdir, path),
        bytes: contents.length,
        gzip: gzipSync(contents, { level: 9 }).length,
        lazy: isLazy,
      });
    }
  }
  return written;

  /** Leaves dynamic imports to the browser, under the address that `place` gives. */
  function lazyImports(place) {
    return {
      name: 'lazy-imports',
      setup(setup) {
        setup.onResolve({ filter: /.*/ }, async (args) => {
          if (args.pluginData?.asked || args.kind !== 'dynamic-import') return undefined;
          return place(await located(setup, args));
        });
      },
    };
  }
}

/** The imports at the head of a minified file as one for each file they come from. */
function gathered(code) {
  const lists = new Map();
  const rest = code.replace(/^(?:import\{[^}]*\}from"[^"]*";)+/, (head) => {
    for (const [, list, from] of head.matchAll(/\{([^}]*)\}from("[^"]*")/g))
      lists.set(from, [...(lists.get(from) ?? []), list]);
    return '';
  });
  return [...lists].map(([from, list]) => `import{${list}}from${from};`).join('') + rest;
}

/** One line a file, in bytes. */
export function sizeTable(files) {
  return files
    .map(
      ({ file, bytes, gzip, lazy }) =>
        `${file.padEnd(34)}${String(bytes).padStart(8)}${String(gzip).padStart(8)} gzip${lazy ? '  lazy' : ''}`,
    )
    .join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(sizeTable(await buildWidget()));
}
