import type { Device, DeviceSetting } from '../../core/protocol/inferenceApi';

/** What a device needs to know to be worth an attempt. */
export interface Platform {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/**
 * The devices to try for a setting, best first. Only what the platform's build of ONNX Runtime contains is tried for
 * `auto`; a device that is named is tried alone, so that its failure is seen.
 */
export function deviceCandidates(setting: DeviceSetting, { platform, arch }: Platform): readonly Device[] {
  if (setting !== 'auto') return [setting];
  if (platform === 'win32') return ['dml', 'cpu'];
  if (platform === 'darwin') return arch === 'arm64' ? ['coreml', 'cpu'] : ['cpu'];
  return arch === 'x64' ? ['cuda', 'webgpu', 'cpu'] : ['cpu'];
}
