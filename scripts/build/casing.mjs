/** Names that the bundler defines. */
const defined = new Set(['BUNDLE_FOLDER', 'PRODUCT_VERSION']);

/**
 * Lint rule: variables and constants have one casing, camelCase, or PascalCase for components. Names that an object has already
 * may be taken from it as they are.
 * @type {import('./plugin.mjs').Rule}
 */
export const oneCasing = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { casing: 'Write “{{name}}” in camelCase, as every other variable.' },
  },
  create: (context) => ({
    VariableDeclarator({ id }) {
      if (id.type !== 'Identifier' || defined.has(id.name) || !/[^_]_|^_*[A-Z][A-Z0-9]+$/.test(id.name)) return;
      context.report({ node: id, messageId: 'casing', data: { name: id.name } });
    },
  }),
};
