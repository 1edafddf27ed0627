import { describe, expect, it } from 'vitest';
import { missingLibrary } from '../../../src/core/doctor/missingLibrary';
import { reportText, type DoctorReport } from '../../../src/core/doctor/report';

const report: DoctorReport = {
  product: '0.1.0',
  host: 'VS Code 1.110.0 (ssh-remote)',
  node: '22.15.0',
  system: 'Linux 6.1.0 x64',
  processor: 'AMD EPYC, 8 threads',
  memory: '31.2 GiB',
  drivers: ['NVIDIA 570.86.10', 'Vulkan nvidia_icd'],
  runtime: {
    version: '1.30.0',
    contains: ['cpu', 'webgpu', 'cuda (libraries missing from the package)'],
    cudaLibraries: true,
  },
  settings: { device: 'auto', threads: 'automatic' },
  model: {
    name: 'compact 0.1.0',
    folder: '~/models/compact',
    sha256: { 'weights.safetensors': 'ab12' },
    hasSelfTest: true,
  },
  devices: [
    { device: 'cuda', failure: 'libcudnn.so.9: cannot open shared object file: No such file or directory' },
    { device: 'webgpu', failure: 'slower than the CPU' },
    { device: 'cpu', ms: { load: 1234, encode: 56.4, decode: 7.2 } },
  ],
  storage: [
    { what: 'Caches', path: '~/.cache/sam-unet', bytes: 12_340_000 },
    { what: 'Installed', path: '~/.local/share/sam-unet', bytes: 25 },
  ],
};

it('the report is text that a person can read and send', () => {
  expect(reportText(report)).toBe(`SAM-UNet
  Version      0.1.0
  Runs in      VS Code 1.110.0 (ssh-remote), Node 22.15.0
  System       Linux 6.1.0 x64
  Processor    AMD EPYC, 8 threads
  Memory       31.2 GiB
  GPU drivers  NVIDIA 570.86.10, Vulkan nvidia_icd

ONNX Runtime 1.30.0
  Contains        cpu, webgpu, cuda (libraries missing from the package)
  CUDA libraries  installed

Settings
  Device   auto
  Threads  automatic

Devices
  cuda    libcudnn.so.9: cannot open shared object file: No such file or directory
          missing: libcudnn.so.9; provided by cuDNN 9 for CUDA 12 (libcudnn9-cuda-12
          from NVIDIA’s package repository)
  webgpu  slower than the CPU
  cpu     works: load 1.2 s, encode 56 ms, decode 7 ms

Model compact 0.1.0
  Folder               ~/models/compact
  State                complete, self-test passed
  weights.safetensors  ab12

Storage
  Caches     12.3 MB, ~/.cache/sam-unet
  Installed  25 B, ~/.local/share/sam-unet
`);
});

it('a model that fails says so', () => {
  expect(
    reportText({ ...report, model: { ...report.model, failure: 'card.json: The file does not exist.' } }),
  ).toContain('State                card.json: The file does not exist.');
});

describe('missingLibrary', () => {
  it.each([
    [
      '/x/libonnxruntime_providers_shared.so: cannot open shared object file',
      'libonnxruntime_providers_shared.so',
      /install-cuda/,
    ],
    ['libcublasLt.so.12: cannot open shared object file', 'libcublasLt.so.12', /CUDA 12 runtime/],
    ['libcuda.so.1: cannot open shared object file', 'libcuda.so.1', /NVIDIA’s driver/],
    ['Failed to get a WebGPU adapter: No supported adapters', 'WebGPU adapter', /mesa-vulkan-drivers/],
    ["/lib/libc.so.6: version `GLIBC_2.38' not found", 'GLIBC_2.38', /newer Linux/],
    ['LoadLibrary failed with error 126', 'error 126', /Visual C\+\+/],
  ])('%s', (reason, library, providedBy) => {
    expect(missingLibrary(reason)).toEqual({ library, providedBy: expect.stringMatching(providedBy) as string });
  });

  it('claims nothing about what it does not know', () => {
    expect(missingLibrary('The device “cuda” computes something else than the CPU.')).toBeUndefined();
  });
});
