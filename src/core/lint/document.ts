import { htmlFile } from '../evaluation/report/html/file';
import { escaped } from '../evaluation/report/html/markup';
import type { ReportPage } from '../evaluation/report/html/page';
import { htmlTable } from '../evaluation/report/html/table';
import { english, sentences, t, type Message } from '../text/message';
import type { Problem } from './problem';
import { ruleNames, type RuleName, type Severity } from './ruleNames';

/** Problems of one rule that a report lists. */
const mostRows = 500;

/** The problems in the order of a report: rule by rule, those with errors first. */
export function reported(problems: readonly Problem[]): Problem[] {
  return rulesIn(problems).flatMap((rule) => problems.filter((problem) => problem.rule === rule).slice(0, mostRows));
}

function rulesIn(problems: readonly Problem[]): RuleName[] {
  const hasError = new Set(problems.filter(({ severity }) => severity === 'error').map(({ rule }) => rule));
  const found = new Set(problems.map(({ rule }) => rule));
  const used = ruleNames.filter((rule) => found.has(rule));
  return [...used.filter((rule) => hasError.has(rule)), ...used.filter((rule) => !hasError.has(rule))];
}

export function titleOf(folder: string): Message {
  return t`Check of ${folder}`;
}

/** The report in English as one HTML file. @param folder name of the folder that was checked */
export function lintFile(problems: readonly Problem[], folder: string): string {
  return htmlFile(english(titleOf(folder)), lintBody(problems, folder, { say: english }));
}

/** The report for a page with the style of reports. Its places are the problems as {@link reported} orders them. */
export function lintBody(problems: readonly Problem[], folder: string, { say, opens }: ReportPage): string {
  const count = (severity: Severity): number => problems.filter((problem) => problem.severity === severity).length;
  const head = `<h1>${escaped(say(titleOf(folder)))}</h1>`;
  if (problems.length === 0) return `${head}<p>${escaped(say(t`No problems found.`))}</p>`;
  const rules = rulesIn(problems);
  const listed = reported(problems);
  const overview = {
    head: [t`Rule`, t`Errors`, t`Warnings`],
    rows: rules.map((rule) => {
      const own = problems.filter((problem) => problem.rule === rule);
      const errors = own.filter(({ severity }) => severity === 'error').length;
      return [rule, String(errors), String(own.length - errors)];
    }),
  };
  const sections = rules.map((rule) => {
    const own = listed.filter((problem) => problem.rule === rule);
    const left = problems.filter((problem) => problem.rule === rule).length - own.length;
    const first = listed.indexOf(own[0]!);
    const table = { head: [t`File`, t`Problem`], rows: own.map(({ file, message }) => [file, message]) };
    return (
      `<h2 id="${escaped(rule)}">${escaped(rule)}</h2>` +
      `<section class="card texts">${htmlTable(table, say, opens === true ? (row) => first + row : undefined)}</section>` +
      (left === 0 ? '' : `<p>${escaped(say(t`${left} more are not listed.`))}</p>`)
    );
  });
  const summary = sentences(t`Errors: ${count('error')}.`, t`Warnings: ${count('warning')}.`);
  return `${head}<p>${escaped(say(summary))}</p><section class="card">${htmlTable(overview, say)}</section>${sections.join('')}`;
}
