import { modelFiles } from '../src/core/model/card';
import { buildModelFolder } from '../src/node/model/buildModelFolder';
import { writeSelfTest } from '../src/node/model/selfTest';
import { ortRuntime } from '../src/node/ort/ortRuntime';

// `npm run build:model -- FOLDER…`: writes a model folder's graphs and self-test, and the hashes of its files into its card.
const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Usage: npm run build:model -- FOLDER…');
  process.exitCode = 2;
}
for (const folder of folders) {
  await buildModelFolder(folder);
  await writeSelfTest(folder, ortRuntime);
  const { encoder, decoder, selfTest, card } = modelFiles;
  console.log(`Wrote ${encoder}, ${decoder}, ${selfTest} and ${card} in ${folder}`);
}
