import { expect, it } from 'vitest';
import { nativeReason } from '../../../src/node/process/nativeReason';
import { plainReason } from '../../../src/node/ort/plainReason';

it('finds the missing library in what ONNX Runtime prints', () => {
  const words =
    '\u001B[1;31m2026-11-24 12:44:03.544424062 [E:onnxruntime:onnxruntime-node, provider_bridge_ort.cc:2146 Create] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library /x/libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory\n\u001B[m\n';
  expect(nativeReason(words)).toBe('libcudnn.so.9: cannot open shared object file: No such file or directory');
});

it('passes over the places in the source code', () => {
  const words =
    "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory\n    at operator() (/build/BackendVk.cpp:368)\n";
  expect(nativeReason(words)).toContain('libvulkan.so.1: cannot open shared object file');
});

it('takes the last line if there is no error, and nothing where there is no output', () => {
  expect(nativeReason('loading\ngiving up\n')).toBe('giving up');
  expect(nativeReason(' \n')).toBeUndefined();
});

it.each([
  [
    '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n: at operator() (/build/Release/_deps/dawn-src/src/dawn/native/vulkan/BackendVk.cpp:368)',
    'Failed to get a WebGPU adapter: No supported adapters',
  ],
  ['no available backend found. ERR: [dml] backend not found.', 'this build of ONNX Runtime does not contain it'],
  ['Protobuf parsing failed.', 'Protobuf parsing failed'],
])('%s is said plainly', (message, plain) => {
  expect(plainReason(message)).toBe(plain);
});
