import { isRuleName, type RuleName } from './ruleNames';
import type { Problem } from './problem';

/** A line of the ignore file: a rule, or all of them, for the files that a pattern fits. */
export interface IgnoredRule {
  readonly rule: RuleName | '*';
  /** Fits paths relative to the folder. */
  readonly pattern: RegExp;
  /** From 1. */
  readonly line: number;
}

export interface IgnoreFile {
  readonly ignored: readonly IgnoredRule[];
  /** Lines that name no rule. */
  readonly unknown: readonly { readonly line: number; readonly name: string }[];
}

/**
 * Reads an ignore file: a rule on each line, and the files it is switched off for, all of them where none is named. A pattern is a path
 * relative to the folder in which `*` stands for any part of a name and `**` for any folders; one without `/` fits the name in every
 * folder. `#` at the start of a line or after a space begins a comment.
 */
export function parseIgnoreFile(text: string): IgnoreFile {
  const ignored: IgnoredRule[] = [];
  const unknown: { line: number; name: string }[] = [];
  for (const [i, full] of text.split(/\r?\n/).entries()) {
    const content = full.replace(/(^|\s)#.*$/, '').trim();
    if (content === '') continue;
    const [, name = '', pattern = '**'] = /^(\S+)(?:\s+(.+))?$/.exec(content) ?? [];
    if (name === '*' || isRuleName(name)) ignored.push({ rule: name, pattern: patternOf(pattern), line: i + 1 });
    else unknown.push({ line: i + 1, name });
  }
  return { ignored, unknown };
}

export function isIgnored({ file, rule }: Pick<Problem, 'file' | 'rule'>, ignored: readonly IgnoredRule[]): boolean {
  return ignored.some((line) => (line.rule === '*' || line.rule === rule) && line.pattern.test(file));
}

/** A line that switches a rule off for one file, or for all. */
export function ignoreLine(rule: RuleName, file?: string): string {
  const literal = file?.replaceAll(/[*?#\\]/g, '?');
  return literal === undefined ? rule : `${rule} ${literal.includes('/') ? literal : `/${literal}`}`;
}

function patternOf(pattern: string): RegExp {
  const isAnywhere = !pattern.includes('/');
  const source = pattern
    .replace(/^\//, '')
    .replaceAll(/\*\*\/?|\*|\?|[^*?]+/g, (part) =>
      part === '**/'
        ? '(?:.*/)?'
        : part === '**'
          ? '.*'
          : part === '*'
            ? '[^/]*'
            : part === '?'
              ? '[^/]'
              : literal(part),
    );
  return new RegExp(`^${isAnywhere ? '(?:.*/)?' : ''}${source}$`);
}

function literal(text: string): string {
  return text.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
}
