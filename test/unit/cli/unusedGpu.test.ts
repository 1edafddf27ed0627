import { expect, it } from 'vitest';
import { unusedGpu } from '../../../src/cli/unusedGpu';

it('a job that was given a GPU says that the CPU runs the model', () => {
  expect(unusedGpu({ device: 'auto' }, 'cpu', { CUDA_VISIBLE_DEVICES: '2' })).toBe(
    'The model runs on the CPU, although this job was given a GPU (CUDA_VISIBLE_DEVICES=2). Run “sam-unet doctor” in such a job for the reason.',
  );
  expect(unusedGpu({ device: 'auto' }, 'cpu', { NVIDIA_VISIBLE_DEVICES: 'GPU-3f1c' })).toContain('=GPU-3f1c)');
});

it.each([
  ['the GPU runs the model', 'auto', 'cuda', { CUDA_VISIBLE_DEVICES: '0' }],
  ['the CPU was asked for', 'cpu', 'cpu', { CUDA_VISIBLE_DEVICES: '0' }],
  ['no GPU was given', 'auto', 'cpu', {}],
  ['the GPU was taken away', 'auto', 'cpu', { CUDA_VISIBLE_DEVICES: '-1', NVIDIA_VISIBLE_DEVICES: 'void' }],
  ['an image of CUDA runs anywhere', 'auto', 'cpu', { NVIDIA_VISIBLE_DEVICES: 'all' }],
] as const)('it says nothing where %s', (_, device, used, env) => {
  expect(unusedGpu({ device }, used, env)).toBeUndefined();
});
