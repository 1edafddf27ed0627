import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { noDirectWrites } from './scripts/build/directWrites.mjs';
import { noImportCycle } from './scripts/build/importCycles.mjs';
import { layerRules } from './scripts/build/layers.mjs';
import { noModuleState } from './scripts/build/moduleState.mjs';

// The rules that this project defines itself; `.oxlintrc.json` holds the others.
export default defineConfig(
  globalIgnores(['dist/', '.cache/', 'node_modules/', 'models/', 'test/golden/']),
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    plugins: {
      local: {
        rules: {
          ...{ 'no-direct-writes': noDirectWrites, 'no-import-cycle': noImportCycle, 'no-module-state': noModuleState },
        },
      },
    },
    // The comments that switch rules off are those of oxlint, which reports them when they are unused.
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          // The rule at hand, naming-convention, takes two thirds of the time of all rules.
          selector:
            'VariableDeclaration:not([declare=true]) > VariableDeclarator > Identifier.id[name=/[^_].*_|^_+[A-Z]/]',
          message: 'Constants and variables have one casing: camelCase, or PascalCase for components.',
        },
        {
          selector: "ImportDeclaration[source.value='node:path'] ImportSpecifier",
          message: 'Import node:path as a whole: `import path from "node:path"`.',
        },
      ],
      'local/no-import-cycle': 'error',
    },
  },
  {
    files: ['src/**'],
    // What the product keeps for itself, in its own folder or the system's for temporary files: models, caches, libraries.
    ignores: [
      // The disk itself, and what its calls are made of.
      ...['bounds', 'keepAccess', 'makeFolders', 'openFolders', 'plainDisk', 'readFile'].map(
        (each) => `src/node/files/${each}.ts`,
      ),
      ...['cache', 'cuda', 'model'].map((each) => `src/node/${each}/**`),
      'src/node/decode/inflatedFile.ts',
      'src/node/dataset/indexCache.ts',
      'src/host/editor/backup.ts',
      'src/host/editor/unsavedEdits.ts',
    ],
    rules: { 'local/no-direct-writes': 'error' },
  },
  {
    files: ['src/**', 'webview/**'],
    ignores: [
      // Entry points: what they make, they pass on.
      ...['src/cli/main.ts', 'src/node/**/*.worker.ts', 'src/node/**/child.ts', 'webview/main.tsx'],
      'src/node/processWide.ts',
      // The language of the page, and memory of a function that is called millions of times.
      ...['webview/l10n/localize.ts', 'src/core/model/halfFloat.ts'],
    ],
    rules: { 'local/no-module-state': 'error' },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.base], rules: { eqeqeq: 'error', 'prefer-const': 'error' } },
  ...layerRules,
);
