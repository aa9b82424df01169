import tseslint from 'typescript-eslint';
import lit from 'eslint-plugin-lit';

/** What Node gives every module, and what the scripts that run in a page find there. */
const globals = Object.fromEntries(
  [
    'process',
    'console',
    'Buffer',
    'URL',
    'performance',
    'fetch',
    'setTimeout',
    'setImmediate',
    'clearTimeout',
    'module',
    'require',
  ].map((name) => [name, 'readonly']),
);

export default tseslint.config(
  // Declarations beside no source of their own belong to no project that is built.
  { ignores: ['dist', 'node_modules', 'coverage', 'widget/matinee.d.ts'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: { globals },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'smart'],
      'no-undef': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-empty': 'error',
      'no-unreachable': 'error',
    },
  },
  { files: ['widget/**/*.ts'], ...lit.configs['flat/recommended'] },
);
