/** The arrows that must never be, each with the sentence that says why. */
module.exports = {
  forbidden: [
    {
      name: 'core-knows-nobody',
      comment: 'The core is the rules: it imports no adapter, no database, no bus, no configuration.',
      severity: 'error',
      from: { path: '^src/core', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(src/(adapters|db|bus|auth|cli|config|media-storage|catalogue-sources|observability|doctor|main)|sandbox|widget)',
      },
    },
    {
      name: 'core-takes-few-packages',
      comment: 'No driver, no framework, no platform SDK in the core.',
      severity: 'error',
      from: { path: '^src/core', pathNot: '\\.test\\.ts$|-samples\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev'], pathNot: 'node_modules/(zod|uuid|es-hangul|unhomoglyph)/' },
    },
    {
      name: 'core-reaches-outside-through-ports',
      comment: 'Of Node the core uses only hashing and random numbers.',
      severity: 'error',
      from: { path: '^src/core', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|worker_threads)$' },
    },
    {
      name: 'protocol-imports-nothing',
      comment: 'The protocol is shared with the browser.',
      severity: 'error',
      from: { path: '^src/protocol' },
      to: { path: '.', pathNot: '^src/protocol' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment: 'What two platforms share belongs to the core. A new folder is under this rule at once.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/[^/]+/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'platforms-are-known-by-the-list',
      comment:
        'Whoever needs something of a platform reads the list, src/adapters/index.ts, which takes of each folder its platform.ts.',
      severity: 'error',
      from: {
        path: '^(src|widget/src)',
        pathNot: '^src/adapters/[^/]+/|^src/adapters/index\\.ts$|\\.test(-support)?\\.ts$',
      },
      to: { path: '^src/adapters/[^/]+/', pathNot: '^src/adapters/web/' },
    },
    {
      name: 'the-list-takes-platforms-alone',
      comment: 'An adapter and its libraries are loaded only where they run.',
      severity: 'error',
      from: { path: '^src/adapters/index\\.ts$' },
      to: { path: '^src/adapters/[^/]+/', pathNot: '/platform\\.ts$' },
    },
    {
      name: 'only-main-knows-the-drivers',
      comment: 'Adapters reach the store and the bus through ports.',
      severity: 'error',
      from: { path: '^src/adapters', pathNot: '\\.test(-support)?\\.ts$' },
      to: { path: '^src/(db|bus|auth|media-storage|catalogue-sources|cli|main)' },
    },
    {
      name: 'the-product-does-not-know-the-sandbox',
      comment: 'The sandbox stands in for the platforms; only `serve` may start it.',
      severity: 'error',
      from: { path: '^(src|widget)', pathNot: '^src/cli/serve\\.ts$|\\.test(-support)?\\.ts$' },
      to: { path: '^sandbox' },
    },
    {
      name: 'widget-is-a-browser',
      comment:
        'The widget takes from the server the protocol, the markup parser and what a command looks like, and nothing else.',
      severity: 'error',
      from: { path: '^widget/src', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src',
        pathNot: '^src/(protocol|core/markup|core/commands/(complete-line|command-like)|core/catalogue)',
      },
    },
    {
      name: 'no-circles',
      comment:
        'Files that need each other are one idea in two places. (What is loaded when wanted is not needed.)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file nobody needs is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot:
          '\\.(test|d)\\.ts$|^(tests|bench|scripts|src/eval|src/adapters/web/pages)|config\\.(ts|js|cjs)$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.json'] },
  },
};
