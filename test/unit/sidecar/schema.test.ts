import path from 'node:path';
import { expect, it } from 'vitest';
import { sidecarSchema } from '../../../src/core/sidecar/sidecar';
import { publishedSchema } from '../../support/publishedSchema';

// `npx vitest run test/unit/sidecar -u` writes the file after a change of the schema.
it('docs/sidecar.schema.json says what the parser checks', async () => {
  const text = await publishedSchema(sidecarSchema, {
    title: 'SAM-UNet sidecar',
    description: 'Masks of an image: objects, labels, prompts and where they come from. See sidecar.md.',
  });
  await expect(text).toMatchFileSnapshot(path.join(import.meta.dirname, '../../../docs/sidecar.schema.json'));
});
