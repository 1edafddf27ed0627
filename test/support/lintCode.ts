import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * How many problems a lint rule of the project finds in each of some files.
 * @param rule its name in scripts/build/plugin.mjs
 * @param codes the content of each file, TypeScript
 */
export async function lintCode(rule: string, codes: readonly string[]): Promise<number[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lint-'));
  try {
    const config = {
      categories: { correctness: 'off' },
      jsPlugins: [path.join(root, 'scripts/build/plugin.mjs')],
      rules: { [`local/${rule}`]: 'error' },
    };
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
    for (const [i, code] of codes.entries()) writeFileSync(path.join(folder, `${i}.ts`), code);
    const found = await problemsIn(folder);
    return codes.map((_, i) => found.filter(({ filename }) => path.basename(filename) === `${i}.ts`).length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function problemsIn(folder: string): Promise<{ filename: string }[]> {
  const program = path.join(root, 'node_modules/oxlint/bin/oxlint');
  return new Promise((resolve, reject) => {
    const args = [program, '--config', 'config.json', '--format', 'json', '.'];
    // It exits with 1 where there are problems.
    execFile(process.execPath, args, { cwd: folder }, (_, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as { diagnostics: { filename: string }[] }).diagnostics);
      } catch {
        reject(new Error(`oxlint gave no report: ${stdout}${stderr}`));
      }
    });
  });
}
