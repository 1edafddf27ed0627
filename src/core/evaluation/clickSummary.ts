import { mean } from '../statistics/mean';
import type { Case } from './case';

/** How many clicks masks needed. */
export interface ClickSummary {
  /** Most clicks that were given. */
  readonly limit: number;
  /** Mean Dice after each click; who was done before counts with what he had. */
  readonly dice: readonly number[];
  /** Mean number of clicks (NoC) to an IoU of 0.85 and 0.90; masks that never got there count as the limit. */
  readonly noc85: number;
  readonly noc90: number;
  /** Share of masks that got there within the limit. */
  readonly reached85: number;
  readonly reached90: number;
}

/** Summarises the cases with clicks; undefined when there are none. */
export function clickSummary(cases: readonly Case[], limit: number): ClickSummary | undefined {
  const dialogues = cases.flatMap(({ clicks }) => (clicks === undefined ? [] : [clicks]));
  if (dialogues.length === 0) return undefined;
  const needed = (iou: number): number[] =>
    dialogues.map((clicks) => clicks.findIndex((after) => after.iou >= iou) + 1);
  const noc = (counts: readonly number[]): number => mean(counts.map((count) => (count === 0 ? limit : count)));
  const reached = (counts: readonly number[]): number => mean(counts.map((count) => (count === 0 ? 0 : 1)));
  const [to85, to90] = [needed(0.85), needed(0.9)];
  return {
    limit,
    dice: Array.from({ length: limit }, (_, click) =>
      mean(dialogues.map((clicks) => clicks[Math.min(click, clicks.length - 1)]!.dice)),
    ),
    noc85: noc(to85),
    noc90: noc(to90),
    reached85: reached(to85),
    reached90: reached(to90),
  };
}
