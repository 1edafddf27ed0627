import path from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

const shared = process.env['SHARED_DIR'] ?? path.join(root, '../shared');

/** The folder of reference numbers among the shared data, which are not part of this repository. */
export const golden = path.join(shared, 'golden');

/** The folder of data sets with reference masks, in the published layout: `train` and `validate`. */
export const datasets = path.join(shared, 'data');

/** The data sets on which no weights were trained. */
export const validation = path.join(datasets, 'validate');

/** The folder of data sets that weights may be trained from, in the same layout. */
export const training = path.join(shared, 'data/train');

/** The folder of small inputs that once went wrong, see its README.md. */
export const cases = path.join(shared, 'cases');

/** The folder of images in many formats, see its MANIFEST.md. */
export const formats = path.join(shared, 'formats');
