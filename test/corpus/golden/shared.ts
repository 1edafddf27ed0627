import { join } from 'node:path';

/** The folder of reference numbers among the shared data, which are not part of this repository. */
export const golden = join(process.env['SHARED_DIR'] ?? join(__dirname, '../../../../shared'), 'golden');
