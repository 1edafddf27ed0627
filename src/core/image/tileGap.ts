import { messageOf, UserError } from '../base/error';
import { english, t, type Text, type Message } from '../text/message';

/** A part of an image that is black, as it could not be read. Levels, columns and rows count from 0. */
export interface TileGap {
  readonly level: number;
  readonly column: number;
  readonly row: number;
  readonly why: Text;
}

export function tileGap(place: Omit<TileGap, 'why'>, error: unknown): TileGap {
  return { ...place, why: error instanceof UserError ? error.details.problem : messageOf(error) };
}

/** What a person reads of a gap; columns and rows are shown from 1. */
export function tileGapText({ level, column, row, why }: TileGap): Message {
  return t`Column ${column + 1}, row ${row + 1} of the tiles of level ${level} is black: ${why}`;
}

/** Gaps of parts of an image, each once. */
export function uniqueGaps(gaps: readonly TileGap[]): readonly TileGap[] {
  return [...new Map(gaps.map((gap) => [english(tileGapText(gap)), gap])).values()];
}
