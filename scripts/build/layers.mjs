import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { root } from '../setup/paths.mjs';

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

/**
 * The folders of a layer, the ground floor first. A folder may import those on floors below its own, and files that lie in no
 * folder; a new one goes as low as what it imports lets it.
 * @type {Record<string, string[][]>}
 */
const floors = {
  core: [
    ['text'],
    ['base', 'commands', 'geometry', 'statistics'],
    ['mask'],
    ['image', 'metrics', 'prompt'],
    ['quality', 'sidecar', 'view'],
    ['evaluation', 'labels', 'model', 'review'],
    ['compare', 'dataset', 'formats', 'teach'],
    ['layouts', 'lint', 'metadata'],
    ['agreement', 'replay'],
    ['protocol'],
    ['propagation'],
    ['doctor', 'document'],
    ['bulk', 'versions'],
    ['assistants'],
  ],
  node: [
    ['files', 'process'],
    ['mcp'],
    ['series'],
    ['codecs', 'git', 'labels', 'ort'],
    ['cache', 'cuda', 'decode', 'model'],
    ['dataset', 'image'],
    ['compare', 'inference', 'masks'],
    ['doctor', 'evaluation', 'rename', 'review', 'transfer'],
    ['agreement', 'lint', 'teach'],
    ['bulk'],
    ['assistants', 'queue', 'replay'],
  ],
  host: [
    ['l10n'],
    ['labels', 'metadata'],
    ['dataset', 'editor'],
    ['teach'],
    ['bulk', 'lint', 'panels', 'review'],
    ['api', 'assistants'],
    ['commands'],
  ],
  webview: [['l10n'], ['store'], ['render', 'tools'], ['components']],
};

/** `no-restricted-imports` for each layer and each folder that has a floor, with messages that name the rule that was broken. */
export const layerRules = layers.flatMap((layer) => {
  const patterns = [...foreignLayers(layer), ...foreignModules(layer)];
  const levels = floors[layer.name] ?? [];
  if (levels.length > 0) checkPlaced(layer, levels.flat());
  const folders = levels.flatMap((floor, i, all) =>
    floor.map((folder) => {
      const closed = all
        .slice(i)
        .flat()
        .filter((other) => other !== folder);
      return restrict(layer.files.replace('**', `${folder}/**`), [...patterns, ...closedFolders(folder, closed)]);
    }),
  );
  return [restrict(layer.files, patterns), ...folders];
});

/**
 * Every folder with code has a floor, and every floor a folder.
 * @param {Layer} layer
 * @param {string[]} placed
 */
function checkPlaced({ name, files }, placed) {
  const entries = readdirSync(path.join(root, files.replace('/**', '')), { recursive: true, encoding: 'utf8' });
  const there = entries.flatMap((entry) => /^([^\\/]+)[\\/].*\.tsx?$/.exec(entry)?.[1] ?? []);
  const unlike = [...there.filter((each) => !placed.includes(each)), ...placed.filter((each) => !there.includes(each))];
  if (unlike.length > 0)
    throw new Error(
      `scripts/build/layers.mjs: in ${name}, no floor or no folder is named ${[...new Set(unlike)].join(', ')}.`,
    );
}

/**
 * @param {string} files
 * @param {object[]} patterns
 */
function restrict(files, patterns) {
  return { files: [`${files}/*.ts`, `${files}/*.tsx`], rules: { 'no-restricted-imports': importRule(patterns) } };
}

/**
 * The rule of imports: that of every file, and more patterns that a file must not import.
 * @param {object[]} [patterns]
 * @returns {['error', object]}
 */
export function importRule(patterns = []) {
  const message = 'Import node:path as a whole: `import path from "node:path"`.';
  return ['error', { paths: [{ name: 'node:path', allowImportNames: ['default'], message }], patterns }];
}

/**
 * @param {string} folder
 * @param {string[]} closed
 */
function closedFolders(folder, closed) {
  return closed.map((other) => ({
    regex: `^(\\.\\./)+${other}/`,
    message: `Floor rule: ${folder} must not import from ${other}, which is not below it.`,
  }));
}

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
