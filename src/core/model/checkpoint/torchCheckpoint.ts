import { UserError } from '../../base/error';
import { elementCount, type Dtype, type StoredTensor } from '../safetensors';
import type { ByteSource } from './byteSource';
import { PickleObject, unpickle, type PickleMaker, type PickleValue, type PickleWorld } from './pickle';
import { listZip, readEntry, type ZipEntry } from './zip';

/** Element types of PyTorch's storages. */
const storageTypes: Readonly<Record<string, { dtype: Dtype; itemSize: number }>> = {
  DoubleStorage: { dtype: 'F64', itemSize: 8 },
  FloatStorage: { dtype: 'F32', itemSize: 4 },
  HalfStorage: { dtype: 'F16', itemSize: 2 },
  BFloat16Storage: { dtype: 'BF16', itemSize: 2 },
  LongStorage: { dtype: 'I64', itemSize: 8 },
  IntStorage: { dtype: 'I32', itemSize: 4 },
  ShortStorage: { dtype: 'I16', itemSize: 2 },
  CharStorage: { dtype: 'I8', itemSize: 1 },
  ByteStorage: { dtype: 'U8', itemSize: 1 },
  BoolStorage: { dtype: 'BOOL', itemSize: 1 },
};

interface Storage {
  readonly key: string;
  readonly dtype: Dtype;
  readonly itemSize: number;
}

interface TensorView {
  readonly storage: Storage;
  /** In elements, like the strides. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Limits against files that claim more than they hold; no weight of a SAM-UNet comes near them. */
const MAX_TENSOR_BYTES = 2 ** 28;
const MAX_TOTAL_BYTES = 2 ** 31;

function damaged(problem: string): UserError {
  return new UserError('damaged', { problem: `The checkpoint is damaged: ${problem}.`, advice: 'Get the file again.' });
}

/**
 * Reads the state dictionary of a PyTorch checkpoint in the zip format of `torch.save` (PyTorch 1.6 and later). The file's
 * pickle is read with a short list of allowed names and nothing in it is ever run; optimizers are passed over.
 *
 * The dictionary may be the whole file or lie under `model`. Keys are returned as stored.
 *
 * @throws UserError `damaged` or `bad-model`, saying what is wrong
 */
export async function readTorchCheckpoint(source: ByteSource): Promise<Map<string, StoredTensor>> {
  await checkFormat(source);
  const entries = await listZip(source);
  const pickle = [...entries.values()].find(({ name }) => name.endsWith('/data.pkl'));
  if (pickle === undefined) throw damaged('it holds no "data.pkl"');
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  const root = unpickle(await readEntry(source, pickle), world);
  const views = [...stateDict(root)].filter((item): item is [string, PickleObject] => tensorOf(item[1]) !== undefined);
  if (views.length === 0) {
    throw new UserError('bad-model', {
      problem: 'The checkpoint holds no tensors by name.',
      advice: 'Save the state dictionary with torch.save({"model": model.state_dict()}, path).',
    });
  }
  const storages = new Map<string, Uint8Array>();
  const tensors = new Map<string, StoredTensor>();
  let total = 0;
  for (const [name, value] of views) {
    if (typeof name !== 'string') throw damaged('a tensor has no name');
    const view = tensorOf(value);
    if (view === undefined) continue;
    const bytes = storages.get(view.storage.key) ?? (await readStorage(source, entries, folder, view.storage));
    storages.set(view.storage.key, bytes);
    const data = gather(name, bytes, view);
    total += data.length;
    if (total > MAX_TOTAL_BYTES) throw damaged('its tensors are larger than any SAM-UNet');
    tensors.set(name, { dtype: view.storage.dtype, shape: view.shape, data });
  }
  return tensors;
}

async function checkFormat(source: ByteSource): Promise<void> {
  if (source.size < 4) throw damaged('it is empty');
  const [first, second] = await source.read(0, 4);
  if (first === 0x50 && second === 0x4b) return;
  throw new UserError('bad-model', {
    problem: 'The file is not a checkpoint in the zip format that PyTorch has written since version 1.6.',
    advice: 'Load it in Python with torch.load(path, weights_only=True) and save it again with torch.save.',
  });
}

async function readStorage(
  source: ByteSource,
  entries: ReadonlyMap<string, ZipEntry>,
  folder: string,
  { key }: Storage,
): Promise<Uint8Array> {
  const entry = entries.get(`${folder}data/${key}`);
  if (entry === undefined) throw damaged(`the data of storage "${key}" is missing`);
  if (entry.size > MAX_TENSOR_BYTES) throw damaged(`storage "${key}" is larger than any weight of a SAM-UNet`);
  return readEntry(source, entry);
}

function stateDict(root: PickleValue): ReadonlyMap<PickleValue, PickleValue> {
  const inner = root instanceof Map ? root.get('model') : undefined;
  if (inner instanceof Map) return inner;
  if (root instanceof Map) return root;
  throw new UserError('bad-model', {
    problem: 'The checkpoint is no dictionary of tensors.',
    advice: 'Save the state dictionary with torch.save({"model": model.state_dict()}, path).',
  });
}

function tensorOf(value: PickleValue): TensorView | undefined {
  return value instanceof PickleObject && value.kind === 'tensor' ? (value.value as TensorView) : undefined;
}

/** Copies a view's elements into row-major order. */
function gather(name: string, bytes: Uint8Array, { storage, offset, shape, strides }: TensorView): Uint8Array {
  const { itemSize } = storage;
  const count = elementCount(shape);
  const last =
    count === 0 ? 0 : offset + shape.reduce((sum, extent, axis) => sum + (extent - 1) * (strides[axis] ?? 0), 0) + 1;
  if (last * itemSize > bytes.length || count * itemSize > MAX_TENSOR_BYTES) {
    throw damaged(`the tensor "${name}" reaches over the end of its data`);
  }
  const start = offset * itemSize;
  if (isContiguous(shape, strides)) return bytes.subarray(start, start + count * itemSize);
  const out = new Uint8Array(count * itemSize);
  const index = shape.map(() => 0);
  for (let i = 0; i < count; i++) {
    const at = index.reduce((sum, value, axis) => sum + value * (strides[axis] ?? 0), offset) * itemSize;
    out.set(bytes.subarray(at, at + itemSize), i * itemSize);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next < (shape[axis] ?? 0) ? next : 0;
      if (index[axis] !== 0) break;
    }
  }
  return out;
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis] ?? 0;
    if (extent !== 1 && strides[axis] !== expected) return false;
    expected *= extent;
  }
  return true;
}

const rebuildTensor: PickleMaker = ([storage, offset, shape, strides]) => {
  const ok =
    storage instanceof PickleObject &&
    storage.kind === 'storage' &&
    isCount(offset) &&
    isCounts(shape) &&
    isCounts(strides);
  if (!ok || shape.length !== strides.length) throw damaged('a tensor is not described as PyTorch does');
  const view: TensorView = { storage: storage.value as Storage, offset, shape, strides };
  return new PickleObject('tensor', view);
};

const makers: Readonly<Record<string, PickleMaker>> = {
  'collections.OrderedDict': ([items]) => {
    if (items === undefined) return new Map();
    throw damaged('a dictionary is not described as PyTorch does');
  },
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': ([tensor]) => tensor ?? null,
};

/** Objects whose class is known to be harmless data around the weights: made of nothing, and passed over. */
const inert: readonly RegExp[] = [
  /^torch\.optim\.\w+\.\w+$/,
  /^torch\.optim\.lr_scheduler\.\w+$/,
  /^collections\.defaultdict$/,
  /^(?:__builtin__|builtins)\.dict$/,
];

const world: PickleWorld = {
  global(module, name) {
    const path = `${module}.${name}`;
    const storage = module === 'torch' ? storageTypes[name] : undefined;
    if (storage !== undefined) return () => new PickleObject(path, storage);
    if (Object.hasOwn(makers, path)) return makers[path];
    return inert.some((pattern) => pattern.test(path)) ? () => new PickleObject(path) : undefined;
  },
  persistent(id) {
    if (!Array.isArray(id) || id[0] !== 'storage' || !(id[1] instanceof PickleObject) || typeof id[2] !== 'string') {
      throw damaged('a storage is not described as PyTorch does');
    }
    const type = storageTypes[id[1].kind.replace(/^torch\./, '')];
    if (type === undefined) throw damaged(`storages of "${id[1].kind}" are unknown`);
    return new PickleObject('storage', { key: id[2], ...type });
  },
};

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
