/**
 * Lint rule: files are written through `src/node/files/disk.ts`, so that the durability tests can stop every writer at every
 * call. Reading stays free.
 */

const readers = new Set([
  ...['access', 'constants', 'createReadStream', 'Dirent', 'existsSync', 'FileHandle', 'open', 'readdir', 'readFile'],
  ...['readFileSync', 'readlink', 'realpath', 'stat', 'Stats'],
]);
const modules = new Set(['fs', 'fs/promises', 'node:fs', 'node:fs/promises']);
const loaders = new Set(['require', 'getBuiltinModule']);
/** Calls of VS Code's own file system, `workspace.fs`, that change something. */
const changes = new Set(['copy', 'createDirectory', 'delete', 'rename', 'writeFile']);
const message =
  'Write through src/node/files (disk, atomicWrite): the durability tests must be able to stop every writer at every call.';

/** @type {import('./plugin.mjs').Rule} */
export const noDirectWrites = {
  meta: { type: 'problem', schema: [], messages: { direct: message } },
  create(context) {
    const openers = new Set();
    /** @param {{ type: string, value?: unknown }} node */
    const isModule = (node) => node.type === 'Literal' && modules.has(String(node.value));
    return {
      ImportDeclaration(node) {
        if (!isModule(node.source)) return;
        for (const specifier of node.specifiers) {
          const name = specifier.type === 'ImportSpecifier' && 'name' in specifier.imported && specifier.imported.name;
          if (name === false || !readers.has(name)) context.report({ node: specifier, messageId: 'direct' });
          else if (name === 'open') openers.add(specifier.local.name);
        }
      },
      ExportNamedDeclaration(node) {
        if (node.source && isModule(node.source)) context.report({ node, messageId: 'direct' });
      },
      ExportAllDeclaration(node) {
        if (isModule(node.source)) context.report({ node, messageId: 'direct' });
      },
      ImportExpression(node) {
        if (isModule(node.source)) context.report({ node, messageId: 'direct' });
      },
      CallExpression(node) {
        const { callee, arguments: given } = node;
        const called = callee.type === 'MemberExpression' ? callee.property : callee;
        const name = called.type === 'Identifier' ? called.name : '';
        if (loaders.has(name) && given[0] !== undefined && isModule(given[0])) {
          context.report({ node, messageId: 'direct' });
        }
        if (callee.type === 'MemberExpression' && changes.has(name) && isWorkspaceFiles(callee.object)) {
          context.report({ node, messageId: 'direct' });
        }
        if (callee.type !== 'Identifier' || !openers.has(callee.name)) return;
        const [, flags] = given;
        const reads = flags === undefined || (flags.type === 'Literal' && flags.value === 'r');
        if (!reads) context.report({ node, messageId: 'direct' });
      },
    };
  },
};

/** @param {import('./plugin.mjs').Node} node whether it is `workspace.fs` or `vscode.workspace.fs` */
function isWorkspaceFiles(node) {
  if (node.type !== 'MemberExpression' || node.property.type !== 'Identifier' || node.property.name !== 'fs')
    return false;
  const owner = node.object.type === 'MemberExpression' ? node.object.property : node.object;
  return owner.type === 'Identifier' && owner.name === 'workspace';
}
