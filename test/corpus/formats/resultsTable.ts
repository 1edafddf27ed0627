import path from 'node:path';
import { format } from 'prettier';
import { sizeText, type Result } from './compare';

const start = '<!-- results: written by `npm run docs:formats` -->';
const end = '<!-- end of results -->';

/** The documentation with the results, folder by folder, between its marks. */
export async function withResults(markdown: string, results: readonly Result[]): Promise<string> {
  const [before, after] = [markdown.indexOf(start), markdown.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`There is no “${start}” before “${end}”.`);
  const folders = new Set(results.map(({ file }) => path.dirname(file)));
  const tables = [...folders].map((folder) =>
    tableOf(
      folder,
      results.filter(({ file }) => path.dirname(file) === folder),
    ),
  );
  const text = [markdown.slice(0, before) + start, ...tables, markdown.slice(after)].join('\n\n');
  return format(text, { parser: 'markdown', printWidth: 120 });
}

function tableOf(folder: string, results: readonly Result[]): string {
  const refused = results.filter(({ info }) => info === undefined).length;
  const counts = [`${results.length - refused} opened`, ...(refused > 0 ? [`${refused} refused`] : [])].join(', ');
  const rows = results.map(({ file, info, by, outcome }) => [
    path.basename(file),
    info?.encoding ?? '',
    info === undefined ? '' : sizeText(info),
    by ?? '',
    info === undefined ? `refused: ${outcome}` : outcome,
  ]);
  const lines = [['File', 'Encoding', 'Size', 'Compared with', 'Result'], Array(5).fill('---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return [`<details><summary><code>${folder}</code>: ${counts}</summary>`, lines.join('\n'), '</details>'].join('\n\n');
}
