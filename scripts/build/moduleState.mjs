/**
 * Lint rule: modules keep no state. What changes while a process runs is made by an entry point and passed to those who use
 * it, or is declared with `processWide`; what is computed once is declared with `once`. See ARCHITECTURE.md.
 */

/** Classes whose instances never change. */
const values = new Set(['Error', 'Intl', 'RegExp', 'TextDecoder', 'TextEncoder', 'ThemeIcon', 'URL']);
/** Types that let nobody change a collection. */
const readonlyTypes = new Set(['ReadonlyMap', 'ReadonlySet', 'Readonly', 'ReadonlyArray']);

/** @type {import('./plugin.mjs').Rule} */
export const noModuleState = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      variable:
        'A module keeps no state: make “{{name}}” a constant, `once`, or `processWide` (src/node/processWide.ts).',
      object:
        'A module keeps no state: give “{{name}}” a read-only type, or make it in an entry point or with `processWide` (src/node/processWide.ts).',
    },
  },
  create: (context) => ({
    Program({ body }) {
      for (const statement of body) {
        const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
        if (declared?.type !== 'VariableDeclaration' || ('declare' in declared && declared.declare === true)) continue;
        for (const variable of declared.declarations) {
          const data = { name: variable.id.type === 'Identifier' ? variable.id.name : 'it' };
          if (declared.kind !== 'const') context.report({ node: variable, messageId: 'variable', data });
          else if (isMutable(variable.init) && !isReadonly(variable.id)) {
            context.report({ node: variable, messageId: 'object', data });
          }
        }
      }
    },
    PropertyDefinition(node) {
      if (!node.static || node.readonly === true) return;
      context.report({ node, messageId: 'variable', data: { name: context.sourceCode.getText(node.key) } });
    },
  }),
};

/**
 * Whether a value that a module holds can change: an instance of a class, or an empty array or object.
 * @param {import('./plugin.mjs').Node | null | undefined} value
 */
function isMutable(value) {
  if (value?.type === 'ArrayExpression') return value.elements.length === 0;
  if (value?.type === 'ObjectExpression') return value.properties.length === 0;
  if (value?.type !== 'NewExpression') return false;
  const { callee } = value;
  const names = callee.type === 'MemberExpression' ? [callee.object, callee.property] : [callee];
  return !names.some((each) => each.type === 'Identifier' && values.has(each.name));
}

/**
 * Whether a variable has a read-only type.
 * @param {import('./plugin.mjs').Node} id
 */
function isReadonly(id) {
  const type = /** @type {any} */ (id).typeAnnotation?.typeAnnotation;
  if (type?.type === 'TSTypeOperator') return type.operator === 'readonly';
  return type?.type === 'TSTypeReference' && readonlyTypes.has(type.typeName.name);
}
