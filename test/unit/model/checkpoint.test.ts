import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readTorchCheckpoint } from '../../../src/core/model/checkpoint/torchCheckpoint';
import { memorySource } from '../../support/memorySource';

/** Opcodes of a pickle, enough to write what `torch.save` writes. */
const op = {
  proto: [0x80, 2],
  stop: [0x2e],
  mark: [0x28],
  dict: [0x7d],
  list: [0x5d],
  setItem: [0x73],
  tuple: [0x74],
  emptyTuple: [0x29],
  reduce: [0x52],
  newObject: [0x81],
  build: [0x62],
  persistent: [0x51],
  no: [0x89],
  int: (value: number) => [0x4a, ...new Uint8Array(Int32Array.of(value).buffer)],
  text: (value: string) => [0x58, value.length, 0, 0, 0, ...Buffer.from(value)],
  global: (module: string, name: string) => [0x63, ...Buffer.from(`${module}\n${name}\n`)],
};

const ints = (values: number[]): number[] => [...op.mark, ...values.flatMap(op.int), ...op.tuple];

function tensor(
  options: { storage?: string; type?: string; offset?: number; shape?: number[]; strides?: number[] } = {},
): number[] {
  const { storage = '0', type = 'FloatStorage', offset = 0, shape = [2, 2], strides = [2, 1] } = options;
  return [
    ...op.global('torch._utils', '_rebuild_tensor_v2'),
    ...op.mark,
    ...op.mark,
    ...op.text('storage'),
    ...op.global('torch', type),
    ...op.text(storage),
    ...op.text('cpu'),
    ...op.int(4),
    ...op.tuple,
    ...op.persistent,
    ...op.int(offset),
    ...ints(shape),
    ...ints(strides),
    ...op.no,
    ...op.global('collections', 'OrderedDict'),
    ...op.emptyTuple,
    ...op.reduce,
    ...op.tuple,
    ...op.reduce,
  ];
}

const entry = (key: string, value: number[]): number[] => [...op.text(key), ...value, ...op.setItem];
const dictionary = (...entries: number[][]): number[] => [...op.dict, ...entries.flat()];
const values = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

function checkpoint(root: number[], options: { level?: 0 | 6; data?: Uint8Array } = {}): Uint8Array {
  const pickle = Uint8Array.from([...op.proto, ...root, ...op.stop]);
  const files = { 'net/data.pkl': pickle, 'net/data/0': options.data ?? values, 'net/version': Buffer.from('3\n') };
  return zipSync(files, { level: options.level ?? 0 });
}

const read = (file: Uint8Array) => readTorchCheckpoint(memorySource(file));

describe('readTorchCheckpoint', () => {
  it('reads a state dictionary, plain or under "model"', async () => {
    const state = dictionary(entry('w', tensor()));
    const expected = new Map([['w', { dtype: 'F32', shape: [2, 2], data: values }]]);
    expect(await read(checkpoint(state))).toEqual(expected);
    expect(await read(checkpoint(dictionary(entry('model', state))))).toEqual(expected);
  });

  it('puts strided views into order', async () => {
    const transposed = await read(checkpoint(dictionary(entry('w', tensor({ strides: [1, 2] })))));
    expect(new Float32Array(transposed.get('w')?.data.slice().buffer ?? new ArrayBuffer(0))).toEqual(
      Float32Array.of(1, 3, 2, 4),
    );
    const column = await read(checkpoint(dictionary(entry('w', tensor({ offset: 1, shape: [2], strides: [2] })))));
    expect(new Float32Array(column.get('w')?.data.slice().buffer ?? new ArrayBuffer(0))).toEqual(Float32Array.of(2, 4));
  });

  it('passes over an optimizer without making one', async () => {
    const optimizer = [
      ...op.global('torch.optim.adam', 'Adam'),
      ...op.emptyTuple,
      ...op.newObject,
      ...op.dict,
      ...op.build,
    ];
    const root = dictionary(entry('model', dictionary(entry('w', tensor()))), entry('optimizer', optimizer));
    expect([...(await read(checkpoint(root))).keys()]).toEqual(['w']);
  });

  it.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['torch', 'load'],
    ['torch.optim.adam.os', 'system'],
    ['torch.optim', '__import__'],
    ['__builtin__', 'getattr'],
    ['torch._utils', '_rebuild_tensor'],
    ['constructor', 'prototype'],
  ])('refuses the global %s.%s by name', async (module, name) => {
    const call = [...op.global(module, name), ...op.mark, ...op.text('x'), ...op.tuple, ...op.reduce];
    const root = dictionary(entry('model', dictionary(entry('w', tensor()))), entry('x', call));
    await expect(read(checkpoint(root))).rejects.toThrow(`"${module}.${name}"`);
  });

  it.each<[string, number[], RegExp]>([
    ['a view beyond its data', dictionary(entry('w', tensor({ offset: 1 }))), /"w" reaches over the end/],
    [
      'a huge view',
      dictionary(entry('w', tensor({ shape: [2 ** 30, 2 ** 30], strides: [0, 0] }))),
      /"w" reaches over the end/,
    ],
    ['a negative offset', dictionary(entry('w', tensor({ offset: -1 }))), /not described/],
    ['negative extents', dictionary(entry('w', tensor({ shape: [-2, -2] }))), /not described/],
    ['unequal ranks', dictionary(entry('w', tensor({ strides: [1] }))), /not described/],
    ['storage that is not there', dictionary(entry('w', tensor({ storage: '../0' }))), /storage "..\/0" is missing/],
    ['an unknown type', dictionary(entry('w', tensor({ type: 'QuantStorage' }))), /"torch.QuantStorage"/],
    ['no tensor', dictionary(entry('w', op.int(1))), /no tensors/],
    ['no dictionary', op.list, /no dictionary/],
    ['an empty stack', op.setItem, /stack is empty/],
    ['a call of data', [...op.text('x'), ...op.emptyTuple, ...op.reduce], /calls what is no function/],
    ['a reference to nothing', [0x68, 7], /has not made/],
    ['a strange opcode', [0x69], /opcode 0x69/],
    ['a text that is cut off', [0x58, 0xff, 0xff, 0xff, 0x7f], /cut off/],
  ])('refuses %s', async (_, root, message) => {
    await expect(read(checkpoint(root))).rejects.toThrow(message);
  });

  it('refuses compressed entries, changed bytes and files cut off anywhere', async () => {
    const state = dictionary(entry('w', tensor()));
    const big = new Uint8Array(4096);
    await expect(read(checkpoint(state, { level: 6, data: big }))).rejects.toThrow(/compressed/);
    const good = checkpoint(state);
    const changed = good.slice();
    const at = Buffer.from(good).indexOf(Buffer.from(values));
    changed[at] = 9;
    await expect(read(changed)).rejects.toThrow(/"net\/data\/0" have changed/);
    for (let length = 0; length < good.length; length += 7) {
      await expect(read(good.subarray(0, length))).rejects.toThrow(/checkpoint/);
    }
  });

  it('says how to renew a file in the old format', async () => {
    await expect(read(Uint8Array.from([...op.proto, ...op.dict, ...op.stop]))).rejects.toThrow(
      /zip format.*torch\.save/,
    );
  });
});
