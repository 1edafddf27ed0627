import type { UserError } from '../base/error';

export interface BulkProgress {
  readonly done: number;
  readonly total: number;
  /** Path of the image at hand, relative to the folder. */
  readonly current: string;
  readonly written: number;
  readonly skipped: number;
  readonly failed: number;
}

/** What a bulk run did; paths are relative to the folder. */
export interface BulkSummary {
  readonly written: readonly string[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly failed: readonly { readonly file: string; readonly error: UserError }[];
  readonly cancelled: boolean;
  readonly seconds: number;
}

/** One line for people: “12 images segmented, 3 skipped, 1 failed in 4.2 s”. */
export function summaryText({ written, skipped, failed, cancelled, seconds }: BulkSummary, dryRun = false): string {
  const images = `${written.length} image${written.length === 1 ? '' : 's'} ${dryRun ? 'to segment' : 'segmented'}`;
  const parts = [images, `${skipped.length} skipped`, `${failed.length} failed`];
  return `${parts.join(', ')} in ${seconds.toFixed(1)} s${cancelled ? '; cancelled' : ''}`;
}
