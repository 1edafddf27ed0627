import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { productRoot } from '../process/productPaths';

/** The installed `onnxruntime-node`. */
export interface OrtPackage {
  /** Such as `1.30.0`. */
  readonly version: string;
  /** Folder of its native files for this platform. */
  readonly binaries: string;
}

let found: OrtPackage | undefined;

/**
 * Looked up once: every model that is loaded asks several times.
 * @throws Error when the package is not installed
 */
export function ortPackage(): OrtPackage {
  return (found ??= findPackage());
}

function findPackage(): OrtPackage {
  const manifest = createRequire(path.join(productRoot, 'package.json')).resolve('onnxruntime-node/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const binaries = path.join(path.dirname(manifest), 'bin', 'napi-v6', process.platform, process.arch);
  return { version, binaries };
}
