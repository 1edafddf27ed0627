import type { UserError } from '../base/error';
import { reasonText, type SkippedFile } from '../base/skip';
import type { AnnotationNote } from '../layouts/annotationNote';
import { counted } from '../text/counted';
import { joined, listed, t, type Message, type Text } from '../text/message';

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
  /** Images whose label maps lose pixels where objects overlap, and what they lose; their sidecars keep the objects whole. */
  readonly flattened: readonly { readonly file: string; readonly text: Text }[];
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

/** “12 images segmented, 3 skipped, 1 failed, in 4.2 s”. */
export function summaryText(summary: BulkSummary): Message {
  const { written, skipped, failed, flattened, notes, unprompted, before, audited, cancelled, seconds } = summary;
  const facts = listed([
    audited.length > 0
      ? t`${counted(audited.length, 'mask')} compared`
      : t`${counted(written.length, 'image')} segmented`,
    ...(before > 0 ? [t`${before} before`] : []),
    t`${skipped.length} skipped`,
    t`${failed.length} failed`,
    ...(flattened.length > 0 ? [t`${flattened.length} with overlapping objects`] : []),
    ...(unprompted > 0 ? [t`${unprompted} without a prompt`] : []),
    ...(notes.length > 0 ? [counted(notes.length, 'note')] : []),
  ]);
  const duration = durationText(seconds);
  return cancelled ? t`${facts}; cancelled after ${duration}` : t`${facts}, in ${duration}`;
}

/**
 * Progress of a run: “120 of 500 · 5.2 images/s · 1 min left”.
 * @param seconds that it has worked
 */
export function paceText({ done, total }: Pick<BulkProgress, 'done' | 'total'>, seconds: number): Message {
  const parts = [t`${done} of ${total}`];
  if (done > 0 && seconds > 0) {
    const rate = done / seconds;
    parts.push(rate >= 1 ? t`${rate.toFixed(1)} images/s` : t`${(1 / rate).toFixed(1)} s/image`);
    if (done < total) parts.push(t`${durationText((total - done) / rate)} left`);
  }
  return joined(parts, ' · ');
}

/** What is lost where objects overlap, and how it is kept. */
export function flattenedNote(text: Text): Message {
  return t`In the label map, ${text}. The sidecar keeps the objects whole, as does the layout “objects”.`;
}

/** “4.2 s”, “3 min”, “1 h 20 min”. */
export function durationText(seconds: number): Message {
  if (seconds < 99.5) return t`${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t`${minutes} min` : t`${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Skipped images by their reasons, most first: “it has masks: 12”. */
export function reasonsOf(skipped: readonly SkippedFile[]): (readonly [reason: Text, count: number])[] {
  const counts = new Map<string, [reason: Text, count: number]>();
  for (const each of skipped) {
    const entry = counts.get(each.reason) ?? [reasonText(each), 0];
    entry[1]++;
    counts.set(each.reason, entry);
  }
  return [...counts.values()].sort((a, b) => b[1] - a[1]);
}
