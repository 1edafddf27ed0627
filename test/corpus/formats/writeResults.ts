// `npm run docs:formats`: opens every file of the corpus and writes the results into docs/formats.md.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../../scripts/setup/paths.mjs';
import { compare, type Result } from './compare';
import { corpusFiles } from './corpus';
import { withResults } from './resultsTable';

const page = path.join(root, 'docs/formats.md');
const results: Result[] = [];
for (const file of corpusFiles()) results.push(await compare(file));
await writeFile(page, await withResults(await readFile(page, 'utf8'), results));
