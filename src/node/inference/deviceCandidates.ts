import { existsSync } from 'node:fs';
import type { Device, DeviceSetting } from '../../core/protocol/inferenceApi';

/** What decides which devices are worth an attempt. */
export interface Platform {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Whether there is a sign of a GPU. */
  readonly hasGpu: boolean;
}

/** Linux device nodes of graphics drivers, NVIDIA's driver (in a container, whichever its GPU is) and WSL's GPU. */
const gpuNodes = ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'];

/** The platform this runs on. Only Linux lists GPUs without loading drivers; elsewhere there may always be one. */
export function thisPlatform(): Platform {
  const { platform, arch } = process;
  return { platform, arch, hasGpu: platform !== 'linux' || gpuNodes.some((node) => existsSync(node)) };
}

/**
 * The devices to try for a setting, best first: for `auto` those that the platform's build of ONNX Runtime can use. A
 * device that is named is tried alone, so that its failure is seen.
 */
export function deviceCandidates(setting: DeviceSetting, { platform, arch, hasGpu }: Platform): readonly Device[] {
  if (setting !== 'auto') return [setting];
  if (!hasGpu) return ['cpu'];
  if (platform === 'win32') return ['dml', 'cpu'];
  if (platform === 'darwin') return arch === 'arm64' ? ['coreml', 'cpu'] : ['cpu'];
  return arch === 'x64' ? ['cuda', 'webgpu', 'cpu'] : ['cpu'];
}
