import type { FoundMask } from '../../core/layouts/layout';
import { defaultLabel } from '../../core/labels/palette';
import { problem, type Problem } from '../../core/lint/problem';
import { t } from '../../core/text/message';

/** What stands for the object in a mask of two values. */
const white = 255;

/** Gathers the values of label maps that nothing names. */
export class LabelValues {
  readonly #known: ReadonlySet<string>;
  readonly #unnamed: { readonly file: string; readonly value: number; readonly isKnown: boolean }[] = [];

  /** @param known names of the labels of the workspace */
  constructor(known: ReadonlySet<string>) {
    this.#known = known;
  }

  /** @param labels that a map was read to, see `LabelTable.nameOf` */
  add(file: string, map: Extract<FoundMask, { kind: 'labelMap' }>, labels: Iterable<string>): void {
    const { names, regions = [] } = map;
    const named = new Set([...this.#known, ...names.values(), ...regions.map(({ name }) => name)]);
    for (const label of new Set(labels)) {
      if (named.has(label)) continue;
      const value = label === defaultLabel ? white : Number(/^label (\d+)$/.exec(label)?.[1]);
      if (!Number.isNaN(value)) this.#unnamed.push({ file, value, isKnown: named.size > 0 });
    }
  }

  /** Values without a label; where no label is named at all, 255 among maps that have others. */
  get problems(): Problem[] {
    const hasOthers = this.#unnamed.some(({ value }) => value !== white);
    return this.#unnamed.flatMap(({ file, value, isKnown }) => {
      if (value === white) return isKnown || hasOthers ? [problem(file, 'value-255', whiteText)] : [];
      return isKnown
        ? [problem(file, 'unknown-value', t`The label map has the value ${value}, which no label has.`)]
        : [];
    });
  }
}

const whiteText = t`The label map has the value 255, as a picture of a mask has, where the value of a label is expected.`;
