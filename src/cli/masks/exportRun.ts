import { UserError } from '../../core/base/error';
import type { BulkSummary } from '../../core/bulk/bulkSummary';
import { verbatim } from '../../core/text/message';
import { readRun } from '../../node/bulk/runFolder';
import { exportMasks } from '../../node/transfer/exportMasks';
import { showForecast } from '../forecast';
import { interruptToken } from '../interrupt';
import type { WantedExport } from '../layoutOptions';
import { terminal } from '../terminal';
import { printTransfer, reportTransfer, showTransfer, transferJson } from '../transfer';

/** @throws UserError `bad-input` for options that make no masks here, or only a part of a run's */
export function checkExportOptions(
  options: Partial<Record<'out' | 'shard' | 'slurm' | 'kubernetes' | 'commands' | 'audit' | 'runs' | 'undo', unknown>>,
): void {
  const { out, shard, slurm, kubernetes, commands, audit, runs, undo } = options;
  const other = shard ?? slurm ?? kubernetes ?? commands ?? audit ?? runs ?? undo;
  if (out === undefined || other === undefined) return;
  throw new UserError('bad-input', {
    problem: verbatim('--out exports the masks of a whole run when it has finished.'),
    advice: verbatim(
      'Use it without --shard, --slurm, --kubernetes, --commands, --audit, --runs and --undo. When all shards have finished, ' +
        'export their masks with --resume RUN --layout NAME --out DIR.',
    ),
  });
}

/**
 * Exports the masks that a run has made, those from before it was resumed among them. A failure is printed: the masks themselves are
 * saved.
 *
 * @returns what was exported, for JSON; undefined where nothing was
 */
export async function exportRun(
  { run, cancelled }: BulkSummary,
  folder: string,
  { layout, out, acceptsLosses }: WantedExport,
  asJson: boolean,
): Promise<object | undefined> {
  const where = `--layout ${layout} --out ${out}`;
  if (cancelled) {
    terminal.warn('Nothing was exported, as the run was interrupted. Resume it with the same --layout and --out.');
    return undefined;
  }
  const only = run === undefined ? [] : [...(await readRun(folder, run)).written.keys()];
  if (run === undefined || only.length === 0) {
    terminal.warn(
      `The run made no masks, so nothing was exported. To export those of the folder: sam-unet export ${folder} ${where} --status all`,
    );
    return undefined;
  }
  const hooks = {
    ...{ token: interruptToken(), onProgress: showTransfer() },
    onForecast: showForecast(layout, { asJson, accepts: acceptsLosses }),
  };
  try {
    const summary = await exportMasks({ folder, layout, out, selection: 'all', only }, hooks);
    if (asJson) reportTransfer(summary);
    else printTransfer(summary, 'exported', folder);
    return transferJson(summary);
  } catch (error) {
    terminal.fail(error);
    terminal.warn(`The masks of the run are saved. To export them: sam-unet masks ${folder} --resume ${run} ${where}`);
    return undefined;
  }
}
