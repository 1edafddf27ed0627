import path from 'node:path';
import { expect, it } from 'vitest';
import { labelSetSchema } from '../../../src/core/labels/labelSet';
import { publishedSchema } from '../../support/publishedSchema';

// `npx vitest run test/unit/labels -u` writes the file after a change of the schema.
it('docs/labels.schema.json says what the parser checks', async () => {
  const text = await publishedSchema(labelSetSchema, {
    title: 'SAM-UNet labels',
    description: 'The labels of a workspace: names, values in mask files, colours, keys and codes. See labels.md.',
  });
  await expect(text).toMatchFileSnapshot(path.join(import.meta.dirname, '../../../docs/labels.schema.json'));
});
