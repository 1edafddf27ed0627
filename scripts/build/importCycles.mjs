import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Relative imports and exports, of values and of types. */
const importPattern = /\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g;
const endings = ['.ts', '.tsx', '/index.ts'];

/** What a file imports, when it was written and when that was asked last. @type {Map<string, { written: number, asked: number, imports: string[] }>} */
const known = new Map();
/** Milliseconds for which a file is not asked again: a run of the rule follows each import hundreds of times. */
const fresh = 1000;

/**
 * Reports files that import themselves by way of others. Imports of types count: files in a circle can only be understood
 * together. The rules at hand leave them out.
 * @type {import('./plugin.mjs').Rule}
 */
export const noImportCycle = {
  meta: { type: 'problem', schema: [], messages: { cycle: 'Import cycle: {{cycle}}.' } },
  create: (context) => ({
    Program(node) {
      const cycle = cycleThrough(context.filename);
      if (cycle === undefined) return;
      const names = cycle.map((file) => path.relative(context.cwd, file));
      context.report({ node, messageId: 'cycle', data: { cycle: names.join(' → ') } });
    },
  }),
};

/**
 * The shortest way from a file back to itself; undefined where there is none.
 * @param {string} start
 */
function cycleThrough(start) {
  /** @type {Map<string, string>} */
  const importers = new Map();
  const queue = [start];
  for (const file of queue) {
    for (const imported of importsOf(file)) {
      if (imported === start) return [...wayTo(file), start];
      if (importers.has(imported)) continue;
      importers.set(imported, file);
      queue.push(imported);
    }
  }
  return undefined;

  /** @param {string} file @returns {string[]} */
  function wayTo(file) {
    const importer = importers.get(file);
    return importer === undefined ? [file] : [...wayTo(importer), file];
  }
}

/** @param {string} file */
function importsOf(file) {
  const now = Date.now();
  const before = known.get(file);
  if (before !== undefined && now - before.asked < fresh) return before.imports;
  const written = statSync(file).mtimeMs;
  if (before?.written === written) {
    before.asked = now;
    return before.imports;
  }
  const imports = [...readFileSync(file, 'utf8').matchAll(importPattern)].flatMap(([, specifier = '']) => {
    const target = path.resolve(path.dirname(file), specifier);
    return endings.map((ending) => target + ending).find((candidate) => existsSync(candidate)) ?? [];
  });
  known.set(file, { written, asked: now, imports });
  return imports;
}
