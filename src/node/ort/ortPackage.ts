import path from 'node:path';
import { version } from 'onnxruntime-node/package.json';
import { bundledFile } from '../process/productPaths';

/** Version of ONNX Runtime, such as `1.30.0`. */
export const ortVersion = version;

/**
 * A native file of ONNX Runtime for this platform.
 * @throws UserError `broken-install` when it is missing
 */
export function ortFile(name: string): string {
  return bundledFile(path.join('onnxruntime', process.platform, process.arch, name));
}
