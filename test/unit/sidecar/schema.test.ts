import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { sidecarSchema } from '../../../src/core/sidecar/sidecar';

// `npx vitest run test/unit/sidecar -u` writes the file after a change of the schema.
it('docs/sidecar.schema.json says what the parser checks', async () => {
  const { $schema, ...schema } = toJsonSchema(sidecarSchema, {
    // Every number in JSON is finite.
    overrideAction: ({ valibotAction, jsonSchema }) => (valibotAction.type === 'finite' ? jsonSchema : undefined),
  });
  const published = {
    $schema,
    title: 'SAM-UNet sidecar',
    description: 'Masks of an image: objects, labels, prompts and where they come from. See sidecar.md.',
    ...schema,
  };
  const text = await format(JSON.stringify(published), { parser: 'json', printWidth: 120 });
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, '../../../docs/sidecar.schema.json'));
});
