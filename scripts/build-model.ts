import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFiles, parseModelCard } from '../src/core/model/card';
import { buildGraphs } from '../src/core/model/graph/build';
import { hashFile, readWeightsHeader } from '../src/node/model/modelFolder';

/** `npm run build:model -- FOLDER…`: writes a model folder's graphs, and the hashes of its files into its card. */
async function buildModel(folder: string): Promise<void> {
  const cardFile = join(folder, modelFiles.card);
  const raw = JSON.parse(await readFile(cardFile, 'utf8')) as Record<string, unknown>;
  const weights = await hashFile(join(folder, modelFiles.weights));
  const withHashes = (encoder: string, decoder: string): string =>
    `${JSON.stringify({ ...raw, sha256: { weights, encoder, decoder } }, undefined, 2)}\n`;
  const { architecture } = parseModelCard(withHashes(weights, weights));
  const graphs = buildGraphs(architecture, await readWeightsHeader(join(folder, modelFiles.weights)));
  await replace(join(folder, modelFiles.encoder), graphs.encoder);
  await replace(join(folder, modelFiles.decoder), graphs.decoder);
  const hashes = [modelFiles.encoder, modelFiles.decoder].map((name) => hashFile(join(folder, name)));
  const [encoder = '', decoder = ''] = await Promise.all(hashes);
  await replace(cardFile, withHashes(encoder, decoder));
}

async function replace(file: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Usage: npm run build:model -- FOLDER…');
  process.exitCode = 2;
}
for (const folder of folders) {
  await buildModel(folder);
  console.log(`Wrote ${modelFiles.encoder}, ${modelFiles.decoder} and ${modelFiles.card} in ${folder}`);
}
