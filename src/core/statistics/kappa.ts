/** How often two raters have said yes to the same things. */
export interface YesNoTable {
  readonly both: number;
  readonly onlyOne: number;
  readonly onlyOther: number;
  readonly neither: number;
}

/**
 * Cohen's kappa: agreement beyond chance, 1 for full agreement and 0 for as much as chance gives (Cohen, Educational and
 * Psychological Measurement 20:37–46, 1960).
 * @returns undefined where chance alone gives full agreement: both have always said the same one thing, or there is nothing
 */
export function cohensKappa({ both, onlyOne, onlyOther, neither }: YesNoTable): number | undefined {
  const total = both + onlyOne + onlyOther + neither;
  const observed = (both + neither) / total;
  const [one, other] = [(both + onlyOne) / total, (both + onlyOther) / total];
  const expected = one * other + (1 - one) * (1 - other);
  return total === 0 || expected === 1 ? undefined : (observed - expected) / (1 - expected);
}
