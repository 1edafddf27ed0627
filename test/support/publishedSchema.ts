import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { formatted } from '../../scripts/format';

/**
 * A valibot schema as the JSON Schema that is published under docs/.
 * @param head title and description
 */
export async function publishedSchema(
  schema: GenericSchema,
  head: { readonly title: string; readonly description: string },
): Promise<string> {
  const { $schema, ...fields } = toJsonSchema(schema, {
    typeMode: 'input',
    ignoreActions: ['trim'],
    // Every number in JSON is finite.
    overrideAction: ({ valibotAction, jsonSchema }) => (valibotAction.type === 'finite' ? jsonSchema : undefined),
  });
  return formatted('schema.json', JSON.stringify({ $schema, ...head, ...fields }));
}
