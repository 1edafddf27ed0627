import type { Device } from '../core/protocol/inferenceApi';
import type { ModelOptions } from './options';

/** Variables by which schedulers and container runtimes name the GPUs of a process, and values that name none in particular. */
const names = ['CUDA_VISIBLE_DEVICES', 'NVIDIA_VISIBLE_DEVICES'];
const unspecific: ReadonlySet<string> = new Set(['', '-1', 'NoDevFiles', 'all', 'none', 'void']);

/**
 * What to say where a scheduler has given a job a GPU and the model runs on the CPU nevertheless, because no other device works: the
 * masks are right, but the job occupies a GPU for nothing.
 * @param used device that the model runs on
 */
export function unusedGpu(
  { device }: Pick<ModelOptions, 'device'>,
  used: Device,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const name = names.find((each) => !unspecific.has(env[each] ?? ''));
  if (device !== 'auto' || used !== 'cpu' || name === undefined) return undefined;
  return `The model runs on the CPU, although this job was given a GPU (${name}=${env[name]}). Run “sam-unet doctor” in such a job for the reason.`;
}
