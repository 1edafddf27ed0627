/**
 * Writes volumes/ and volumes.json: tiny NRRD and MetaImage files, written by ITK or by hand as their specifications
 * say, and what ITK reads from all of them.
 *
 *     npm install --prefix DIR @itk-wasm/image-io@1.6.1
 *     node volumes.mjs DIR/node_modules/@itk-wasm/image-io/dist/index-node.js
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const { readImageNode, writeImageNode } = await import(pathToFileURL(path.resolve(process.argv[2])));

const folder = path.join(import.meta.dirname, 'volumes');
mkdirSync(folder, { recursive: true });
const expected = {};

const arrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

const [width, height, slices] = [4, 3, 2];
const voxels = width * height * slices;
const turn = 0.4;
const [c, s] = [Math.cos(turn), Math.sin(turn)];
/** Rows of the matrix whose columns are the axes' directions. */
const direction = Float64Array.of(c, -s, 0, s, c, 0, 0, 0, -1);
const [origin, spacing] = [
  [-20, 31, 7],
  [0.5, 0.75, 2],
];

function numbers(type, count = voxels) {
  const unsigned = type.startsWith('u');
  const big = type.endsWith('64') && !type.startsWith('float');
  const values = Array.from({ length: count }, (_, i) => (unsigned ? i * 5 : i * 5 - 60) + (type.startsWith('f') ? 0.25 : 0));
  return arrays[type].from(values, (value) => (big ? BigInt(value) : value));
}

async function write(name, type, { components = 1, pixelType = 'Scalar', compress = false } = {}) {
  const image = {
    imageType: { dimension: 3, componentType: type, pixelType, components },
    name: '',
    origin,
    spacing,
    direction,
    size: [width, height, slices],
    metadata: new Map(),
    data: numbers(type, voxels * components),
  };
  await writeImageNode(image, path.join(folder, name), { useCompression: compress });
  await record(name);
}

async function byHand(name, header, data = new Uint8Array()) {
  writeFileSync(path.join(folder, name), Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(data)]));
  await record(name);
}

/** What ITK reads: the last slice, and the positions of voxels as a matrix in RAS. */
async function record(name) {
  const image = await readImageNode(path.join(folder, name));
  const { components } = image.imageType;
  const [w, h, d = 1] = image.size;
  const slice = Array.from(image.data.subarray((d - 1) * w * h * components, d * w * h * components), Number);
  const axes = image.size.length;
  const row = (r) => [
    ...[0, 1, 2].map((axis) => (image.direction[r * axes + axis] ?? 0) * (image.spacing[axis] ?? 0) * (r < 2 ? -1 : 1)),
    (image.origin[r] ?? 0) * (r < 2 ? -1 : 1),
  ];
  expected[name] = {
    width: w,
    height: h,
    slices: d,
    channels: components === 3 ? 3 : 1,
    values: slice,
    ...(axes === 3 ? { affine: [row(0), row(1), row(2)] } : { pixelSpacing: [...image.spacing].slice(0, 2) }),
  };
}

const bytesOf = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const swapped = (array, size) => {
  const bytes = bytesOf(array).slice();
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
};

for (const ending of ['nrrd', 'mha']) {
  for (const type of Object.keys(arrays)) await write(`${type}.${ending}`, type);
  await write(`compressed.${ending}`, 'int16', { compress: true });
  await write(`rgb.${ending}`, 'uint8', { components: 3, pixelType: 'RGB' });
}
await write('detached.nhdr', 'int16');
await write('detachedMeta.mhd', 'int16');
await write('detachedCompressed.mhd', 'int16', { compress: true });

const frame = (space, flip) => `space: ${space}
space directions: (${flip * 0.5},0,0) (0,${flip * 0.75},0) (0,0,2)
space origin: (${flip * -20},${flip * 31},7)
`;
const nrrd = (type, rest, sizes = '4 3 2') => `NRRD0005
# Written by hand
type: ${type}
dimension: ${sizes.split(' ').length}
sizes: ${sizes}
${rest}
`;
const short = numbers('int16');
await byHand('ras.nrrd', nrrd('short', `${frame('right-anterior-superior', 1)}endian: little\nencoding: raw\n`), bytesOf(short));
await byHand('big.nrrd', nrrd('signed short', `${frame('left-posterior-superior', -1)}endian: big\nencoding: raw\n`), swapped(short, 2));
await byHand('text.nrrd', nrrd('float', `${frame('LPS', 1)}encoding: ascii\n`), Buffer.from(`${[...numbers('float32')].join(' ')}\n`));
await byHand(
  'windowsLines.nrrd',
  nrrd('uchar', `${frame('LPS', 1)}key:=value: more\nencoding: gz\n`).replaceAll('\n', '\r\n'),
  gzipSync(numbers('uint8')),
);
await byHand(
  'vector.nrrd',
  nrrd('uint8', 'space: LPS\nspace directions: none (0.5,0,0) (0,0.75,0) (0,0,2)\nkinds: vector domain domain domain\nspace origin: (1,2,3)\nencoding: raw\n', '3 4 3 2'),
  numbers('uint8', 3 * voxels),
);
await byHand('flat.nrrd', nrrd('uint16', 'spacings: 0.5 0.25\nendian: little\nencoding: raw\n', '4 3'), bytesOf(numbers('uint16', 12)));
writeFileSync(path.join(folder, 'skipped.raw'), Buffer.concat([Buffer.from('first\nsecond\nxyz'), Buffer.from(bytesOf(short))]));
await byHand('skipped.nhdr', nrrd('short', `${frame('LPS', 1)}endian: little\nencoding: raw\nline skip: 2\nbyte skip: 3\ndata file: ./skipped.raw\n`));
await byHand('skippedFromEnd.nhdr', nrrd('short', `${frame('LPS', 1)}endian: little\nencoding: raw\nbyteskip: -1\ndatafile: skipped.raw\n`));

const meta = (type, rest, sizes = '4 3 2') => `ObjectType = Image
NDims = ${sizes.split(' ').length}
DimSize = ${sizes}
ElementType = ${type}
${rest}`;
const matrix = 'TransformMatrix = 0 1 0 -1 0 0 0 0 1\nOffset = 1 2 3\nElementSpacing = 0.5 0.75 2\n';
await byHand('big.mha', meta('MET_SHORT', `${matrix}BinaryData = True\nBinaryDataByteOrderMSB = True\nElementDataFile = LOCAL\n`), swapped(short, 2));
await byHand('text.mha', meta('MET_FLOAT', `${matrix}BinaryData = False\nElementDataFile = LOCAL\n`), Buffer.from(`${[...numbers('float32')].join(' ')}\n`));
await byHand('flat.mha', meta('MET_UCHAR', 'BinaryData = True\nElementSpacing = 0.5 0.25\nElementDataFile = LOCAL\n', '4 3'), numbers('uint8', 12));
await byHand('skipped.mhd', meta('MET_SHORT', `${matrix}BinaryData = True\nElementByteOrderMSB = False\nHeaderSize = 16\nElementDataFile = skipped.raw\n`));
await byHand('skippedFromEnd.mhd', meta('MET_SHORT', `${matrix}BinaryData = True\nHeaderSize = -1\nElementDataFile = skipped.raw\n`));

writeFileSync(path.join(folder, '..', 'volumes.json'), `${JSON.stringify(expected)}\n`);
