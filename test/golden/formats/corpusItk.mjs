/**
 * Writes corpusItk.json: what ITK reads from the NRRD, MetaImage and TIFF files and the 12-bit JPEG of the corpus, in
 * the form of corpus.json.
 *
 *     npm install --prefix DIR @itk-wasm/image-io@1.6.1
 *     node corpusItk.mjs DIR/node_modules/@itk-wasm/image-io/dist/index-node.js CORPUS
 */
import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [reader, corpus] = process.argv.slice(2);
const { readImageNode } = await import(pathToFileURL(path.resolve(reader)));

function describe(samples) {
  const values = Array.from(samples, Number);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const whole = values.every(Number.isInteger) && values.every((value) => Math.abs(value) < 2 ** 32);
  return { mean, ...(whole ? { sha256: createHash('sha256').update(Uint32Array.from(values)).digest('hex') } : {}) };
}

const expected = {};
for (const file of readdirSync(corpus, { recursive: true, encoding: 'utf8' }).sort()) {
  if (!/\.(nrrd|mha|tif)$|JPGExtended\.dcm$/.test(file)) continue;
  const { size, data, direction, spacing, origin } = await readImageNode(path.join(corpus, file));
  const [width, height, slices = 1] = size;
  const row = (r) => [
    ...[0, 1, 2].map((axis) => direction[r * 3 + axis] * spacing[axis] * (r < 2 ? -1 : 1)),
    origin[r] * (r < 2 ? -1 : 1),
  ];
  expected[file] = {
    width,
    height,
    slices,
    ...(/\.(nrrd|mha)$/.test(file) ? { affine: [row(0), row(1), row(2)] } : {}),
    by: 'ITK',
    values: describe(data),
  };
}
const lines = Object.entries(expected).map(([file, entry]) => `${JSON.stringify(file)}: ${JSON.stringify(entry)}`);
writeFileSync(path.join(import.meta.dirname, 'corpusItk.json'), `{\n${lines.join(',\n')}\n}\n`);
