import type { UserError } from '../base/error';
import type { SkippedFile } from '../base/skip';
import type { AnnotationNote } from '../layouts/annotationNote';

export interface BulkProgress {
  /** Images that are through. */
  readonly done: number;
  readonly total: number;
  /** Path of the image at hand, relative to the folder. */
  readonly current: string;
  readonly written: number;
  readonly skipped: number;
  readonly failed: number;
}

/** How far a mask that exists agrees with the model's answer to the same prompt. */
export interface AuditedMask {
  readonly file: string;
  readonly label: string;
  /** 0-based. */
  readonly slice: number;
  readonly volume?: number;
  /** Dice coefficient, 0..1. */
  readonly dice: number;
}

/** What a bulk run did; paths are relative to the folder. */
export interface BulkSummary {
  /** The run's id; absent when it wrote nothing down, as a dry run and an audit do. */
  readonly run?: string;
  readonly written: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly failed: readonly { readonly file: string; readonly error: UserError }[];
  /** What is to be known of single annotations; the rest of their files was used. */
  readonly notes: readonly AnnotationNote[];
  /** Images that no source has a prompt for. */
  readonly unprompted: number;
  /** Images that the run had written before it was resumed. */
  readonly before: number;
  /** Of an audit, worst first. */
  readonly audited: readonly AuditedMask[];
  readonly cancelled: boolean;
  readonly seconds: number;
}

/** One line for people: “12 images segmented, 3 skipped, 1 failed, in 4.2 s”. */
export function summaryText(summary: BulkSummary): string {
  const { written, skipped, failed, unprompted, before, audited, cancelled, seconds } = summary;
  const parts = [
    audited.length > 0
      ? `${counted(audited.length, 'mask')} compared`
      : `${counted(written.length, 'image')} segmented`,
    ...(before > 0 ? [`${before} before`] : []),
    `${skipped.length} skipped`,
    `${failed.length} failed`,
    ...(unprompted > 0 ? [`${unprompted} without a prompt`] : []),
  ];
  return `${parts.join(', ')}, in ${durationText(seconds)}${cancelled ? '; cancelled' : ''}`;
}

/**
 * How a run gets on: “120 of 500 · 5.2 images/s · 1 min left”.
 * @param seconds that it has worked
 */
export function paceText({ done, total }: Pick<BulkProgress, 'done' | 'total'>, seconds: number): string {
  const parts = [`${done} of ${total}`];
  if (done > 0 && seconds > 0) {
    const rate = done / seconds;
    parts.push(rate >= 1 ? `${rate.toFixed(1)} images/s` : `${(1 / rate).toFixed(1)} s/image`);
    if (done < total) parts.push(`${durationText((total - done) / rate)} left`);
  }
  return parts.join(' · ');
}

/** “1 image”, “3 images”. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** “4.2 s”, “3 min”, “1 h 20 min”. */
export function durationText(seconds: number): string {
  if (seconds < 99.5) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Skipped images by their reasons, most first: “it has masks: 12”. */
export function reasonsOf(skipped: readonly SkippedFile[]): (readonly [reason: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
