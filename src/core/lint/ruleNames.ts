export type Severity = 'error' | 'warning';

/**
 * The rules, and how serious what they find is. Whatever compares masks or images with each other is a warning, but for images that
 * are in two splits. `docs/lint.md` has a section for each.
 */
export const severities = {
  unreadable: 'error',
  'dataset-description': 'error',
  'size-mismatch': 'error',
  'geometry-mismatch': 'error',
  'value-255': 'error',
  'unknown-value': 'error',
  'unknown-label': 'warning',
  'unused-label': 'warning',
  'empty-mask': 'error',
  'inverted-mask': 'error',
  'whole-image': 'error',
  'orphan-mask': 'error',
  'missing-mask': 'error',
  'changed-mask': 'error',
  'older-mask': 'warning',
  islands: 'warning',
  holes: 'warning',
  duplicate: 'warning',
  'near-duplicate': 'warning',
  'split-leak': 'error',
  'outlier-area': 'warning',
  'outlier-position': 'warning',
  'outlier-value': 'warning',
  'left-right': 'warning',
  'mixed-spacing': 'warning',
  'mixed-orientation': 'warning',
  'patient-name': 'warning',
  'burned-in': 'warning',
  'written-text': 'warning',
} as const satisfies Readonly<Record<string, Severity>>;

export type RuleName = keyof typeof severities;

export const ruleNames = Object.keys(severities) as readonly RuleName[];

export function isRuleName(name: string): name is RuleName {
  return Object.hasOwn(severities, name);
}

/** The section of the documentation on a rule. */
export function ruleAddress(rule: RuleName): string {
  return `docs/lint.md#${rule}`;
}
