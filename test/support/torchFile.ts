import { zipSync, type Zippable } from 'fflate';

/** A tensor as `torch.save` stores it; several may share a storage. Offset and strides are in elements. */
export interface SavedTensor {
  readonly shape: readonly number[];
  /** Little-endian elements of its storage; tensors with the same array share it. */
  readonly storage: Uint8Array;
  /** Class of the storage in `torch`. */
  readonly type?: 'FloatStorage' | 'HalfStorage' | 'BFloat16Storage' | 'DoubleStorage' | 'LongStorage';
  readonly offset?: number;
  readonly strides?: readonly number[];
  readonly location?: string;
  readonly parameter?: boolean;
}

/** Opcodes of a pickle of protocol 2, enough to write what `torch.save` writes. */
export const op = {
  proto: [0x80, 2],
  stop: [0x2e],
  mark: [0x28],
  dict: [0x7d],
  list: [0x5d],
  appends: [0x65],
  setItem: [0x73],
  tuple: [0x74],
  emptyTuple: [0x29],
  reduce: [0x52],
  newObject: [0x81],
  build: [0x62],
  persistent: [0x51],
  none: [0x4e],
  yes: [0x88],
  no: [0x89],
  int: (value: number) => [0x4a, ...new Uint8Array(Int32Array.of(value).buffer)],
  long: (bytes: readonly number[]) => [0x8a, bytes.length, ...bytes],
  text: (value: string) => [
    0x58,
    ...new Uint8Array(Uint32Array.of(Buffer.byteLength(value)).buffer),
    ...Buffer.from(value),
  ],
  global: (module: string, name: string) => [0x63, ...Buffer.from(`${module}\n${name}\n`)],
};

/** A pickled dictionary. */
export function dictionary(entries: Readonly<Record<string, readonly number[]>>): number[] {
  return [...op.dict, ...Object.entries(entries).flatMap(([key, value]) => [...op.text(key), ...value, ...op.setItem])];
}

/** An optimizer as the published training script saves it: an object, not a dictionary. */
export const optimizer = [
  ...op.global('torch.optim.adam', 'Adam'),
  ...op.emptyTuple,
  ...op.newObject,
  ...dictionary({ lr: op.int(1) }),
  ...op.build,
];

const itemSizes = { FloatStorage: 4, HalfStorage: 2, BFloat16Storage: 2, DoubleStorage: 8, LongStorage: 8 } as const;
const ints = (values: readonly number[]): number[] => [...op.mark, ...values.flatMap(op.int), ...op.tuple];

/** Writes checkpoints; `root` makes the pickle of the file's object from that of its state dictionary. */
export class TorchFile {
  private readonly storages: { readonly data: Uint8Array; readonly count: number }[] = [];
  private readonly stateDict: number[];
  private readonly legacy: boolean;

  constructor(tensors: Readonly<Record<string, SavedTensor>>, format: 'zip' | 'legacy') {
    this.legacy = format === 'legacy';
    const pickled = Object.entries(tensors).map(([name, tensor]) => [name, this.tensor(tensor)] as const);
    this.stateDict = dictionary(Object.fromEntries(pickled));
  }

  /** The file's bytes. */
  bytes(root: (stateDict: readonly number[]) => readonly number[] = (stateDict) => stateDict): Uint8Array {
    const object = [...op.proto, ...root(this.stateDict), ...op.stop];
    return this.legacy ? this.legacyFile(object) : this.zipFile(object);
  }

  private zipFile(object: readonly number[]): Uint8Array {
    const data = this.storages.map((storage, i) => [`net/data/${String(i)}`, storage.data] as const);
    const files = {
      'net/data.pkl': Uint8Array.from(object),
      ...Object.fromEntries(data),
      'net/version': Buffer.from('3\n'),
    };
    // PyTorch pads the extra field of each entry so that its data is aligned to 64 bytes.
    const entries: Zippable = {};
    let at = 0;
    for (const [name, content] of Object.entries(files)) {
      const before = at + 30 + Buffer.byteLength(name) + 4;
      const padding = (64 - (before % 64)) % 64;
      at = before + padding + content.length;
      entries[name] = [content, { level: 0, extra: { 0x4246: new Uint8Array(padding) } }];
    }
    return zipSync(entries);
  }

  private legacyFile(object: readonly number[]): Uint8Array {
    const pickles = [
      [...op.proto, ...op.long([0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]), ...op.stop],
      [...op.proto, ...op.int(1001), ...op.stop],
      [...op.proto, ...dictionary({ protocol_version: op.int(1001), little_endian: op.yes }), ...op.stop],
      object,
      [
        ...op.proto,
        ...op.list,
        ...op.mark,
        ...this.storages.flatMap((_, i) => op.text(String(i))),
        ...op.appends,
        ...op.stop,
      ],
    ];
    const data = this.storages.flatMap(({ data: bytes, count }) => {
      return [new Uint8Array(BigInt64Array.of(BigInt(count)).buffer), bytes];
    });
    return Uint8Array.from(Buffer.concat([...pickles.map((pickle) => Uint8Array.from(pickle)), ...data]));
  }

  private tensor(tensor: SavedTensor): number[] {
    const { shape, storage, type = 'FloatStorage', offset = 0, location = 'cpu', parameter = false } = tensor;
    const count = storage.length / itemSizes[type];
    let key = this.storages.findIndex(({ data }) => data === storage);
    if (key < 0) key = this.storages.push({ data: storage, count }) - 1;
    const contiguous = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
    const hooks = [...op.global('collections', 'OrderedDict'), ...op.emptyTuple, ...op.reduce];
    const pickled = [
      ...op.global('torch._utils', '_rebuild_tensor_v2'),
      ...op.mark,
      ...op.mark,
      ...op.text('storage'),
      ...op.global('torch', type),
      ...op.text(String(key)),
      ...op.text(location),
      ...op.int(count),
      ...(this.legacy ? op.none : []),
      ...op.tuple,
      ...op.persistent,
      ...op.int(offset),
      ...ints(shape),
      ...ints(tensor.strides ?? contiguous),
      ...op.no,
      ...hooks,
      ...op.tuple,
      ...op.reduce,
    ];
    if (!parameter) return pickled;
    const parts = [
      op.global('torch._utils', '_rebuild_parameter'),
      op.mark,
      pickled,
      op.yes,
      hooks,
      op.tuple,
      op.reduce,
    ];
    return parts.flat();
  }
}
