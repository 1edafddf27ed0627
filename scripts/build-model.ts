import { modelFiles } from '../src/core/model/card';
import { buildModelFolder } from '../src/node/model/buildModelFolder';

// `npm run build:model -- FOLDER…`: writes a model folder's graphs, and the hashes of its files into its card.
const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Usage: npm run build:model -- FOLDER…');
  process.exitCode = 2;
}
for (const folder of folders) {
  await buildModelFolder(folder);
  console.log(`Wrote ${modelFiles.encoder}, ${modelFiles.decoder} and ${modelFiles.card} in ${folder}`);
}
