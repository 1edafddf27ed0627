import { join } from 'node:path';

const shared = process.env['SHARED_DIR'] ?? join(__dirname, '../../../../shared');

/** The folder of reference numbers among the shared data, which are not part of this repository. */
export const golden = join(shared, 'golden');

/** The folder of data sets with reference masks, in the published layout. */
export const validation = join(shared, 'data/validate');
