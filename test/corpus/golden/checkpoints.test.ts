import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { readNpy } from '../../support/npy';
import { readCheckpoint } from '../../support/readCheckpoint';
import { golden } from '../../support/shared';

const folder = path.join(golden, 'checkpoints');
const read = (name: string) => readCheckpoint(readFileSync(path.join(folder, name)));
const expected = (name: string): Buffer => {
  const { data } = readNpy(path.join(folder, 'expected', `${name}.npy`));
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
};

async function refusal(name: string): Promise<string> {
  try {
    await read(name);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('a checkpoint that PyTorch wrote', () => {
  it.each(['tiny_zip.pth', 'tiny_legacy_nonzip.pth'])(
    '%s: scalars, empty, strided, offset and shared tensors, all types',
    async (file) => {
      const tensors = await read(file);
      const names = readdirSync(path.join(folder, 'expected')).filter((name) => name.startsWith('tiny__'));
      expect(tensors.size).toBe(names.length);
      for (const [key, { data }] of tensors) expect(Buffer.compare(data, expected(`tiny__${key}`)), key).toBe(0);
      expect(tensors.get('transposed')?.dtype).toBe('F32');
      expect(tensors.get('boolean')?.dtype).toBe('BOOL');
    },
  );

  it.each([
    'tiny_cuda_location.pth',
    'tiny_cuda_location_legacy.pth',
    'tiny_legacy_nonzip_with_adam.pth',
    'tiny_dataparallel.pth',
  ])('%s, of a GPU, with an optimizer or in parallel', async (file) => {
    const tensors = await read(file);
    expect(tensors.size).toBeGreaterThan(0);
    for (const [key, { data }] of tensors) expect(Buffer.compare(data, expected(`tiny__${key}`)), key).toBe(0);
  });

  it('reads parameters', async () => {
    const tensors = await read('tiny_parameters.pth');
    for (const key of ['a_parameter', 'frozen']) {
      expect(Buffer.compare(tensors.get(key)?.data ?? Buffer.of(), expected(`param__${key}`)), key).toBe(0);
    }
  });

  it('reports the types of half-precision tensors', async () => {
    const types = [...(await read('tiny_half_bf16.pth'))].map(([key, { dtype }]) => [key.split('.')[0], dtype].join());
    expect(new Set(types)).toEqual(new Set(['half,F16', 'bf16,BF16']));
  });

  it.each(readdirSync(folder).filter((name) => name.startsWith('bad_')))('refuses %s', async (name) => {
    expect(await refusal(name)).toMatch(/checkpoint/);
  });

  it.each([
    ['malicious_eval_zip.pth', '__builtin__.eval'],
    ['malicious_optimizer_zip.pth', 'posix.system'],
    ['malicious_legacy.pth', 'posix.system'],
    ['malicious_raw_pickle.pth', 'posix.system'],
  ])('refuses %s, which names %s, and runs nothing', async (name, global) => {
    expect(await refusal(name)).toContain(`“${global}”`);
    expect(existsSync(path.join(tmpdir(), 'pwned'))).toBe(false);
  });
});
