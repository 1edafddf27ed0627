import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readCheckpoint as read } from '../../support/readCheckpoint';
import { dictionary, op, optimizer, TorchFile, type SavedTensor } from '../../support/torchFile';

const storage = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
const square: SavedTensor = { shape: [2, 2], storage };
const expected = new Map([['w', { dtype: 'F32', shape: [2, 2], data: storage }]]);

/** A zip checkpoint whose state dictionary has the one tensor `w`. */
const file = (w: SavedTensor = square, root?: (stateDict: readonly number[]) => readonly number[]): Uint8Array =>
  new TorchFile({ w }, 'zip').bytes(root);

/** A zip checkpoint with this pickle. */
const pickled = (...root: number[]): Uint8Array => file(square, () => root);

const call = (module: string, name: string): number[] => [
  ...op.global(module, name),
  ...op.mark,
  ...op.text('x'),
  ...op.tuple,
  ...op.reduce,
];

async function floats(tensor: SavedTensor): Promise<number[]> {
  const data = (await read(file(tensor))).get('w')?.data ?? new Uint8Array();
  return [...new Float32Array(data.slice().buffer)];
}

describe.each(['zip', 'legacy'] as const)('a checkpoint in the %s format', (format) => {
  const save = (tensors: Record<string, SavedTensor>) => new TorchFile(tensors, format);

  it.each(['model', 'state_dict', 'model_state_dict'])(
    'holds the state dictionary plain or under "%s"',
    async (key) => {
      expect(await read(save({ w: square }).bytes())).toEqual(expected);
      expect(await read(save({ w: square }).bytes((model) => dictionary({ [key]: model, epoch: op.int(3) })))).toEqual(
        expected,
      );
    },
  );

  it('has tensors that share a storage, Parameters, and ones of a GPU', async () => {
    const tensors = await read(
      save({
        all: square,
        column: { ...square, shape: [2], strides: [2], offset: 1, location: 'cuda:1' },
        row: { ...square, shape: [2], offset: 2, parameter: true },
      }).bytes(),
    );
    const values = [...tensors.values()].map(({ data }) => [...new Float32Array(data.slice().buffer)]);
    expect(values).toEqual([
      [1, 2, 3, 4],
      [2, 4],
      [3, 4],
    ]);
  });

  it('loses the prefixes of wrappers when every key has them', async () => {
    expect([...(await read(save({ 'module.a': square, 'module.b': square }).bytes())).keys()]).toEqual(['a', 'b']);
    expect([...(await read(save({ 'module._orig_mod.a': square }).bytes())).keys()]).toEqual(['a']);
    expect([...(await read(save({ 'module.a': square, b: square }).bytes())).keys()]).toEqual(['module.a', 'b']);
  });

  it('is read without its optimizer and what else it carries along', async () => {
    const bytes = save({ w: square }).bytes((model) =>
      dictionary({
        args: call('argparse', 'Namespace'),
        model,
        optimizer,
        best: call('numpy.core.multiarray', 'scalar'),
      }),
    );
    expect(await read(bytes)).toEqual(expected);
  });

  it('is refused when it is truncated anywhere', async () => {
    const good = save({ w: square }).bytes((model) => dictionary({ model, optimizer }));
    for (let length = 0; length < good.length; length += 5) {
      await expect(read(good.subarray(0, length)), String(length)).rejects.toMatchObject({ name: 'UserError' });
    }
  });
});

describe('a checkpoint', () => {
  it('has its strided views put into order', async () => {
    expect(await floats({ ...square, strides: [1, 2] })).toEqual([1, 3, 2, 4]);
    expect(await floats({ ...square, strides: [0, 1] })).toEqual([1, 2, 1, 2]);
  });

  it.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['nt', 'popen'],
    ['subprocess', 'Popen'],
    ['builtins', 'eval'],
    ['__builtin__', 'getattr'],
    ['torch', 'load'],
    ['torch.hub', 'load'],
    ['torch.optim.adam.os', 'system'],
    ['torch.optim', '__import__'],
    ['torch', 'os.system'],
    ['runpy', 'run_path'],
  ])('is refused for the global %s.%s, wherever it is', async (module, name) => {
    const bytes = file(square, (model) => dictionary({ model, x: call(module, name) }));
    await expect(read(bytes)).rejects.toThrow(`“${module}.${name}”, which runs code`);
  });

  it('is refused when an object stands for the state dictionary', async () => {
    await expect(read(pickled(...call('net', 'SamUnet')))).rejects.toThrow(
      /“net.SamUnet” instead of a state dictionary/,
    );
    await expect(read(pickled(...dictionary({ model: call('net', 'SamUnet') })))).rejects.toThrow(/“net.SamUnet”/);
  });

  it.each<[string, Partial<SavedTensor>, RegExp]>([
    ['a view beyond its data', { offset: 1 }, /“w” extends past the end/],
    ['a huge view', { shape: [2 ** 30, 2 ** 30], strides: [0, 0] }, /“w” extends past the end/],
    [
      'a view whose size is no number',
      { shape: [...Array<number>(40).fill(2 ** 30), 0], strides: Array<number>(41).fill(0) },
      /“w” extends past the end/,
    ],
    ['a negative offset', { offset: -1 }, /unknown form/],
    ['negative extents', { shape: [-2, -2] }, /unknown form/],
    ['unequal ranks', { strides: [1] }, /unknown form/],
    ['an unknown type', { type: 'QuantStorage' as 'FloatStorage' }, /“torch.QuantStorage”/],
  ])('is refused for %s', async (_, change, message) => {
    await expect(read(file({ ...square, ...change }))).rejects.toThrow(message);
  });

  it.each<[string, number[], RegExp]>([
    ['no tensor', dictionary({ w: op.int(1) }), /no named tensors/],
    ['no dictionary', op.list, /not a dictionary/],
    ['an empty stack', op.setItem, /stack is empty/],
    ['a call of data', [...op.text('x'), ...op.emptyTuple, ...op.reduce], /not a function/],
    ['a reference to nothing', [0x68, 7], /has not created/],
    ['a strange opcode', [0x69], /opcode 0x69/],
    ['a text that is cut off', [0x58, 0xff, 0xff, 0xff, 0x7f], /truncated/],
    ['a number of a gigabyte', [0x8b, 0xff, 0xff, 0xff, 0x3f], /too many digits/],
  ])('is refused for %s', async (_, root, message) => {
    await expect(read(pickled(...root))).rejects.toThrow(message);
  });

  it('is refused for more objects than a model has, soon and in bounded memory', async () => {
    const bomb = zipSync({ 'net/data.pkl': new Uint8Array(8_000_000).fill(op.dict[0]!) }, { level: 0 });
    await expect(read(bomb)).rejects.toThrow(/longer than that of any SAM-UNet/);
  });

  it('nests as deep as it likes', async () => {
    const deep = new Array<number[]>(50_000).fill([0x5d, 0x28]).flat();
    await expect(read(pickled(...deep))).rejects.toThrow(/checkpoint/);
  });

  it('is refused with compressed entries or changed bytes', async () => {
    const big = zipSync({ 'net/data.pkl': new Uint8Array(4096) }, { level: 6 });
    await expect(read(big)).rejects.toThrow(/compressed/);
    const changed = file();
    changed[Buffer.from(changed).indexOf(Buffer.from(storage))] = 9;
    await expect(read(changed)).rejects.toThrow(/checksum of “net\/data\/0” does not match/);
  });

  it('is refused when it is none', async () => {
    await expect(read(Buffer.from('a text file'))).rejects.toThrow(/not a PyTorch checkpoint/);
    await expect(read(Uint8Array.from([...op.proto, ...op.dict, ...op.stop]))).rejects.toThrow(
      /not one written by PyTorch/,
    );
  });
});
