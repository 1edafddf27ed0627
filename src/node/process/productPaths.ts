import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';

/** The bundler sets it to the folder that the bundle lies in; it is not there where the sources run as they are. */
declare const BUNDLE_FOLDER: string | undefined;

/**
 * `dist`: everything that is found by path lies in it or beside it. The layout is the same in the repository, in a VSIX and
 * in the npm package.
 */
const bundleFolder =
  typeof BUNDLE_FOLDER === 'undefined'
    ? repositoryBundles(path.dirname(fileURLToPath(import.meta.url)))
    : BUNDLE_FOLDER;

/** The model that ships. */
export const defaultModelDir = path.join(bundleFolder, '..', 'models', 'compact');

/**
 * A bundle, or what lies beside the bundles: native libraries, WebAssembly.
 * @param name its path from the folder of the bundles; an absolute path is used as is
 * @throws UserError `broken-install` when it is missing
 */
export function bundledFile(name: string): string {
  const file = path.resolve(bundleFolder, name);
  if (existsSync(file)) return file;
  throw new UserError('broken-install', {
    file,
    problem: t`SAM-UNet is incomplete: ${path.basename(file)} is missing.`,
    advice: existsSync(path.resolve(bundleFolder, '..', 'src')) ? t`Run “npm run build”.` : t`Reinstall SAM-UNet.`,
  });
}

function repositoryBundles(from: string): string {
  for (let folder = from; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return path.join(folder, 'dist');
  }
  throw new Error(`There is no package.json above ${from}.`);
}
