import type { UserError } from '../../base/error';
import { t } from '../../text/message';
import { wrong } from './terms';

/** Characters of the longest range that is read. */
const longest = 64;

/** Estimated qualities that pass: from `low` to `high`. An image without an estimate passes only when `none` is set. */
export interface QualityRange {
  readonly low: number;
  readonly high: number;
  /** Whether `low` and `high` themselves pass. */
  readonly closed: readonly [boolean, boolean];
  readonly none: boolean;
}

/**
 * Parses `<0.7`, `<=0.7`, `>0.9`, `>=0.9`, `0.5..0.7` or `none`.
 * @throws UserError `bad-input` for anything else
 */
export function parseQuality(text: string): QualityRange {
  if (text.toLowerCase() === 'none') return { low: 1, high: 0, closed: [false, false], none: true };
  if (text.length > longest) throw noRange(`${text.slice(0, longest)}…`);
  const compared = /^(<=?|>=?)(\d*\.?\d+)$/.exec(text);
  if (compared !== null) {
    const [, sign, number] = compared;
    const bound = inUnit(Number(number), text);
    const closed = sign!.endsWith('=');
    return sign!.startsWith('<')
      ? { low: 0, high: bound, closed: [true, closed], none: false }
      : { low: bound, high: 1, closed: [closed, true], none: false };
  }
  const between = /^(\d*\.?\d+)\.\.(\d*\.?\d+)$/.exec(text);
  if (between !== null) {
    const [low, high] = [inUnit(Number(between[1]), text), inUnit(Number(between[2]), text)];
    return { low: Math.min(low, high), high: Math.max(low, high), closed: [true, true], none: false };
  }
  throw noRange(text);
}

function noRange(text: string): UserError {
  return wrong(t`“${text}” is not a range of quality.`, t`Use <0.7, >=0.9, 0.5..0.7 or none.`);
}

/** Text that {@link parseQuality} reads back as the same range. */
export function formatQuality({ low, high, closed, none }: QualityRange): string {
  if (none) return 'none';
  if (!closed[0]) return `>${String(low)}`;
  if (!closed[1]) return `<${String(high)}`;
  return `${String(low)}..${String(high)}`;
}

export function isInRange(quality: number | undefined, { low, high, closed, none }: QualityRange): boolean {
  if (quality === undefined) return none;
  return (closed[0] ? quality >= low : quality > low) && (closed[1] ? quality <= high : quality < high);
}

function inUnit(value: number, text: string): number {
  if (value <= 1) return value;
  throw wrong(t`“${text}” is not between 0 and 1.`, t`The quality is an estimated Dice coefficient, such as 0.7.`);
}
