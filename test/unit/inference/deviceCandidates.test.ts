import { expect, it } from 'vitest';
import { deviceCandidates } from '../../../src/node/inference/deviceCandidates';

it('tries GPUs first where there may be one, and the CPU always last', () => {
  const auto = (platform: NodeJS.Platform, arch: string, hasGpu = true) =>
    deviceCandidates('auto', { platform, arch, hasGpu });
  expect(auto('linux', 'x64')).toEqual(['cuda', 'webgpu', 'cpu']);
  expect(auto('linux', 'x64', false)).toEqual(['cpu']);
  expect(auto('linux', 'arm64')).toEqual(['cpu']);
  expect(auto('win32', 'x64')).toEqual(['dml', 'cpu']);
  expect(auto('darwin', 'arm64')).toEqual(['coreml', 'cpu']);
});

it('tries nothing but a device that is named', () => {
  expect(deviceCandidates('cuda', { platform: 'linux', arch: 'x64', hasGpu: false })).toEqual(['cuda']);
});
