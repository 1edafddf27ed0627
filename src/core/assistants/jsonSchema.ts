import { toJsonSchema } from '@valibot/to-json-schema';
import { inputs, type ToolName } from './inputs';

/** The JSON Schema (draft 7) of what a tool takes. */
export function inputSchema(name: ToolName): Record<string, unknown> & { readonly type: 'object' } {
  const { $schema: _, ...schema } = toJsonSchema(inputs[name], {
    typeMode: 'input',
    ignoreActions: ['trim'],
    // Every number in JSON is finite.
    overrideAction: ({ valibotAction, jsonSchema }) => (valibotAction.type === 'finite' ? jsonSchema : undefined),
  });
  return { ...schema, type: 'object' };
}
