import { ortVersion } from '../ort/ortPackage';

/** The NuGet package with ONNX Runtime's CUDA libraries for one version, which npm's package leaves out. */
export interface CudaRelease {
  /** Version of ONNX Runtime, which both packages must have. */
  readonly version: string;
  readonly packageName: string;
  /** Where NuGet says what the package's hash is. */
  readonly registrationUrl: string;
  readonly packageUrl: string;
}

const packageName = 'Microsoft.ML.OnnxRuntime.Gpu.Linux';

/** Folder inside the package. */
export const librariesInPackage = 'runtimes/linux-x64/native/';

/** The libraries that the CUDA provider consists of. */
export const cudaLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;

/** Library of npm's package that loads them from its own folder. */
export const runtimeLibrary = 'libonnxruntime.so.1';

/** The release that fits the installed ONNX Runtime (onnxruntime-node's own `script/install-metadata.js`). */
export function cudaRelease(version = ortVersion): CudaRelease {
  const id = packageName.toLowerCase();
  return {
    version,
    packageName,
    registrationUrl: `https://api.nuget.org/v3/registration5-gz-semver2/${id}/${version}.json`,
    packageUrl: `https://api.nuget.org/v3-flatcontainer/${id}/${version}/${id}.${version}.nupkg`,
  };
}
