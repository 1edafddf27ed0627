import path from 'node:path';
import { Command, Option } from 'commander';
import { lintFile } from '../../core/lint/document';
import { githubReport, jsonReport, problemLine, sarifReport } from '../../core/lint/report';
import { checkOutput, writeFileAtomically } from '../../node/files/atomicWrite';
import { lintFolder } from '../../node/lint/lintFolder';
import { interruptToken } from '../interrupt';
import { progressText, terminal } from '../terminal';

interface LintOptions {
  readonly json?: true;
  readonly sarif?: true;
  readonly github?: true;
  readonly html?: string;
}

/** @param version of this program */
export function lintCommand(version: string): Command {
  return new Command('lint')
    .alias('validate')
    .description('check a data set: its images, masks, labels and sidecars; docs/lint.md lists the rules')
    .argument('<folder>', 'folder with images and masks in any layout')
    .addOption(new Option('--json', 'print JSON').conflicts(['sarif', 'github']))
    .addOption(new Option('--sarif', 'print SARIF 2.1.0').conflicts('github'))
    .option('--github', 'print annotations for a GitHub workflow')
    .option('--html <file>', 'write an HTML report')
    .action((folder: string, options: LintOptions) => lint(folder, options, version));
}

async function lint(folder: string, { json, sarif, github, html }: LintOptions, version: string): Promise<void> {
  await checkOutput(html, '.html');
  const start = performance.now();
  const problems = await lintFolder(folder, {
    token: interruptToken(),
    onProgress: (done, total) => {
      terminal.progress(progressText(done, total, start));
    },
  });
  terminal.endProgress();
  if (html !== undefined) await writeFileAtomically(html, lintFile(problems, path.basename(path.resolve(folder))));
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) process.exitCode = 1;
  if (json) terminal.print(jsonReport(problems));
  else if (sarif) terminal.print(sarifReport(problems, version));
  else if (github) for (const line of githubReport(problems)) terminal.print(line);
  else for (const problem of problems) terminal.print(problemLine(problem));
  if (json || sarif) return;
  const warnings = problems.length - errors;
  if (problems.length === 0) terminal.print('No problems found.');
  else
    terminal.warn(
      `${errors} error${errors === 1 ? '' : 's'} and ${warnings} warning${warnings === 1 ? '' : 's'} found.`,
    );
}
