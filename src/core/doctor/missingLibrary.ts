/** A library or driver that a device lacks, and what provides it. */
export interface MissingLibrary {
  readonly library: string;
  readonly providedBy: string;
}

const cudaRuntime = 'the CUDA 12 runtime (cuda-libraries-12-x from NVIDIA’s package repository)';

/** File names or words in a failure, and the package that provides what is missing. */
const known: readonly (readonly [pattern: RegExp, providedBy: string])[] = [
  [/libonnxruntime_providers_\w+\.so/, '“SAM-UNet: Install CUDA Support…” (sam-unet install-cuda)'],
  [/libcudnn\S*\.so\S*/, 'cuDNN 9 for CUDA 12 (libcudnn9-cuda-12 from NVIDIA’s package repository)'],
  [/lib(?:cudart|cublas|cublasLt|cufft|curand|nvrtc)\.so\S*/, cudaRuntime],
  [/libcuda\.so\S*/, 'NVIDIA’s driver (Debian: nvidia-driver; Ubuntu: ubuntu-drivers install)'],
  [/libvulkan\.so\S*/, 'the Vulkan loader (libvulkan1)'],
  [
    /(?<=Failed to get a )WebGPU adapter/,
    'a Vulkan driver of the GPU (mesa-vulkan-drivers for AMD and Intel, NVIDIA’s own driver)',
  ],
  [/GLIBC(?:XX)?_[\d.]+/, 'a newer Linux distribution'],
  [/error 126|specified module could not be found/, 'the Microsoft Visual C++ 2015–2022 Redistributable'],
];

/** What a device lacks, according to the reason of its failure; undefined when that names nothing known. */
export function missingLibrary(reason: string): MissingLibrary | undefined {
  for (const [pattern, providedBy] of known) {
    const found = pattern.exec(reason)?.[0];
    if (found !== undefined) return { library: found.replace(/:$/, ''), providedBy };
  }
  return undefined;
}
