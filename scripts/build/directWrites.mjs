/**
 * ESLint rule: files are written through `src/node/files/disk.ts`, so that the durability tests can stop every writer at every
 * call. Reading stays free.
 */

const readers = new Set([
  ...['access', 'constants', 'createReadStream', 'Dirent', 'existsSync', 'FileHandle', 'open', 'readdir', 'readFile'],
  ...['readFileSync', 'readlink', 'realpath', 'stat', 'Stats'],
]);
const modules = new Set(['fs', 'fs/promises', 'node:fs', 'node:fs/promises']);
const message =
  'Write through src/node/files (disk, atomicWrite): the durability tests must be able to stop every writer at every call.';

/** @type {import('eslint').Rule.RuleModule} */
export const noDirectWrites = {
  meta: { type: 'problem', schema: [], messages: { direct: message } },
  create(context) {
    const openers = new Set();
    return {
      ImportDeclaration(node) {
        if (!modules.has(String(node.source.value))) return;
        for (const specifier of node.specifiers) {
          const name = specifier.type === 'ImportSpecifier' && 'name' in specifier.imported && specifier.imported.name;
          if (name === false || !readers.has(name)) context.report({ node: specifier, messageId: 'direct' });
          else if (name === 'open') openers.add(specifier.local.name);
        }
      },
      CallExpression(node) {
        if (node.callee.type !== 'Identifier' || !openers.has(node.callee.name)) return;
        const [, flags] = node.arguments;
        const reads = flags === undefined || (flags.type === 'Literal' && flags.value === 'r');
        if (!reads) context.report({ node, messageId: 'direct' });
      },
    };
  },
};
