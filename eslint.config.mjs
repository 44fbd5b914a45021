import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { boundaries, boundariesInTests } from './tools/lint/module-boundaries.mjs';
import { ownRules } from './tools/lint/own-rules.mjs';
import { packageHomes } from './tools/lint/package-homes.mjs';

const noExportStar = { selector: 'ExportAllDeclaration', message: 'List the exports one by one.' };
const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' };
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read in config.ts only; pass what you need as a value.',
};

const sizes = {
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  complexity: ['error', 10],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
};

const typed = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  // A port is asynchronous by contract, whether this implementation waits for something or not.
  '@typescript-eslint/require-await': 'off',
};

/** Tests hold wire data and fakes: their bodies are long, and JSON has no type until something checks it. */
const relaxedInTests = {
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': 'off',
  'max-params': 'off',
  '@nx/enforce-module-boundaries': boundariesInTests,
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
  '@typescript-eslint/unbound-method': 'off',
};

const disableTypeChecked = tseslint.configs.disableTypeChecked;

export default tseslint.config(
  { ignores: ['**/node_modules', '**/dist', '.nx', '.perezvon', 'coverage'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { own: ownRules, '@nx': nx },
    rules: {
      'own/kebab-case-file-name': 'error',
      'own/suppression-has-reason': 'error',
      eqeqeq: 'error',
      ...sizes,
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...typed,
      '@nx/enforce-module-boundaries': boundaries,
      'no-restricted-syntax': ['error', noExportStar, noDefaultExport, noEnvironment],
    },
  },
  ...packageHomes,
  { files: ['**/*.test.ts'], rules: relaxedInTests },
  {
    files: ['**/config.ts', 'tools/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noExportStar, noDefaultExport] },
  },
  { files: ['**/*.config.ts'], rules: { 'no-restricted-syntax': ['error', noExportStar] } },
  { files: ['**/*.mjs'], extends: [disableTypeChecked], languageOptions: { parser: tseslint.parser } },
);
