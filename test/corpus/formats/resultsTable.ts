import path from 'node:path';
import { withSection } from '../../../scripts/docs/section';
import { sizeText, type Result } from './compare';

/** The documentation with the results, folder by folder, between its marks. */
export async function withResults(markdown: string, results: readonly Result[]): Promise<string> {
  const folders = new Set(results.map(({ file }) => path.dirname(file)));
  const tables = [...folders].map((folder) =>
    tableOf(
      folder,
      results.filter(({ file }) => path.dirname(file) === folder),
    ),
  );
  return withSection(markdown, 'results', 'docs:formats', tables.join('\n\n'));
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
