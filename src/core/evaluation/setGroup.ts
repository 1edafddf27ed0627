import { fits } from '../base/wildcard';

/** Some of the sets of an evaluation, under a name that the user gives them. */
export interface SetGroup {
  readonly name: string;
  /**
   * Names of sets, with `*` and `?` as wildcards, separated by commas; one with “-” in front leaves sets out. With nothing but such, all
   * others are in the group.
   */
  readonly pattern: string;
}

/** Whether a set belongs to a group. */
export function isInGroup(set: string, { pattern }: SetGroup): boolean {
  const parts = partsOf(pattern);
  const [without, wanted] = [
    parts.filter((part) => part.startsWith('-')),
    parts.filter((part) => !part.startsWith('-')),
  ];
  if (without.some((part) => fits(set, part.slice(1)))) return false;
  return wanted.length === 0 || wanted.some((part) => fits(set, part));
}

/** A group as it is typed, `NAME=PATTERN`; undefined for anything else. */
export function parseGroup(text: string): SetGroup | undefined {
  const at = text.indexOf('=');
  return at < 0 ? undefined : setGroup(text.slice(0, at), text.slice(at + 1));
}

/** A group; undefined without a name or a pattern. */
export function setGroup(name: string, pattern: string): SetGroup | undefined {
  const group = { name: name.trim(), pattern: pattern.trim() };
  return group.name === '' || partsOf(group.pattern).length === 0 ? undefined : group;
}

function partsOf(pattern: string): string[] {
  return pattern
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '-');
}
