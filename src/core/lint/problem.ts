import type { Message } from '../text/message';
import { severities, type RuleName, type Severity } from './ruleNames';

/** Something that is wrong in a data set, or probably is. */
export interface Problem {
  /** The file to open or change, relative to the folder, with `/` between folders; `.` for the folder as a whole. */
  readonly file: string;
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly message: Message;
  /** The label that is missing in the label file, for `unknown-label`. */
  readonly label?: string;
}

/** A problem of the severity that its rule has, unless another is given. */
export function problem(
  file: string,
  rule: RuleName,
  message: Message,
  severity: Severity = severities[rule],
): Problem {
  return { file, rule, severity, message };
}

/** Sorted by file and rule, and each once. @param comparePaths order of the files */
export function ordered(problems: readonly Problem[], comparePaths: (a: string, b: string) => number): Problem[] {
  const once = new Map(problems.map((each) => [JSON.stringify([each.file, each.rule, each.message]), each]));
  return [...once.values()].sort((a, b) => comparePaths(a.file, b.file) || a.rule.localeCompare(b.rule));
}
