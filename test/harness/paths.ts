import path from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

export const repository = root;

/** Where tests keep what is worth looking at afterwards: screenshots, server logs, reports. */
export const artifacts = path.join(root, '.cache', 'artifacts');

/** The sample workspace that set-up made for tests. Copy it (`makeWorkspace`) before anything writes into it. */
export const sample = path.join(root, '.cache', 'test', 'sample');
