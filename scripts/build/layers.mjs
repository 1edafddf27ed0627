import { builtinModules } from 'node:module';

/**
 * @typedef {{ name: string, files: string, never: string[], builtins: boolean, vscode: boolean }} Layer
 */

/**
 * The layer table. Dependencies point inwards, towards `core`; see ARCHITECTURE.md.
 * `never` names the layers whose files may not be imported.
 * @type {Layer[]}
 */
const layers = [
  { name: 'core', files: 'src/core/**', never: ['node', 'host', 'cli', 'webview'], builtins: false, vscode: false },
  { name: 'node', files: 'src/node/**', never: ['host', 'cli', 'webview'], builtins: true, vscode: false },
  { name: 'host', files: 'src/host/**', never: ['cli', 'webview'], builtins: true, vscode: true },
  { name: 'cli', files: 'src/cli/**', never: ['host', 'webview'], builtins: true, vscode: false },
  { name: 'webview', files: 'webview/**', never: ['node', 'host', 'cli'], builtins: false, vscode: false },
];

/** One `no-restricted-imports` entry per layer, with a message that names the rule that was broken. */
export const layerRules = layers.map((layer) => ({
  files: [`${layer.files}/*.ts`, `${layer.files}/*.tsx`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [...foreignLayers(layer), ...foreignModules(layer)] },
    ],
  },
}));

/** @param {Layer} layer */
function foreignLayers({ name, never }) {
  return never.map((other) => ({
    regex: `^(\\.\\./)+(src/)?${other}/`,
    message: `Layer rule: ${name} must not import from ${other}.`,
  }));
}

/** @param {Layer} layer */
function foreignModules({ name, builtins, vscode }) {
  const patterns = [];
  if (!builtins) {
    patterns.push({
      regex: `^(node:.*|(${builtinModules.filter((module) => !module.startsWith('_')).join('|')})(/.*)?)$`,
      message: `Layer rule: ${name} is free of Node; put it behind a port that src/node implements.`,
    });
  }
  if (!vscode) {
    patterns.push({ regex: '^vscode$', message: `Layer rule: only src/host imports vscode, ${name} must not.` });
  }
  return patterns;
}
