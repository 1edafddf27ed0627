import { UserError } from '../../core/base/error';
import type { BulkSummary } from '../../core/bulk/bulkSummary';
import { english, t } from '../../core/text/message';

/** Most images that are named one by one. */
const most = 50;

/** What assistants learn of a run. @throws UserError where it did nothing because something failed */
export function runFacts({ run, written, skipped, failed, flattened, cancelled }: BulkSummary): object {
  const [first] = failed;
  if (written.length === 0 && first !== undefined) throw first.error;
  return {
    ...(run === undefined ? {} : { run }),
    written: written.length,
    images: written.slice(0, most),
    status: english(t`unreviewed`),
    skipped: skipped.slice(0, most).map(({ file, reason }) => ({ image: file, reason })),
    moreSkipped: Math.max(0, skipped.length - most),
    failed: failed.slice(0, most).map(({ file, error }) => ({ image: file, reason: error.message })),
    moreFailed: Math.max(0, failed.length - most),
    overlapping: flattened.length,
    ...(cancelled ? { cancelled } : {}),
  };
}

/** @throws UserError where nothing would be done, with the reason of the most images */
export function refuseIdle(todo: number, why: string | undefined): void {
  if (todo > 0) return;
  throw new UserError('not-found', {
    problem: why === undefined ? t`There is nothing to segment.` : t`There is nothing to segment: ${why}.`,
    advice: t`Choose another filter or other prompts.`,
  });
}
