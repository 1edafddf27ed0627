import { largeText } from './large/aims';
import type { Figures } from './measure';

/** Figures by case. */
export type Results = Readonly<Record<string, Figures>>;

/** The results as lines of a table: what was measured, the figure, and the ratio that can be compared between machines. */
export function table(results: Results): string[] {
  const rows: string[][] = [['Case', 'Wall', 'CPU', 'Memory', 'Ratio']];
  const peak = results['peak']?.['flops'];
  const fewest = results['bulk 200']?.['mib'];
  const small = results['dataset 20000'];
  for (const [name, figures] of Object.entries(results)) {
    const isDataset = figures['files'] !== undefined;
    rows.push(row(name, figures, isDataset ? datasetText(figures, small) : ratio(name, figures, peak, fewest)));
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 || column === 4 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

function row(name: string, { wallMs, cpuMs, mib }: Figures, ratios: string): string[] {
  const memory = mib === undefined ? '' : `${mib.toFixed(0)} MiB`;
  return [name, milliseconds(wallMs), milliseconds(cpuMs), memory, ratios];
}

function ratio(name: string, figures: Figures, peak: number | undefined, fewest: number | undefined): string {
  const {
    flops,
    operations,
    cpuMs,
    ownCpuMs,
    difference,
    loadMs,
    encoderPerSecond,
    modelPerSecond,
    bulkPerSecond,
    mib,
  } = figures;
  if (name.startsWith('large ')) return largeText(figures);
  if (flops !== undefined) return `${gigaflops(flops)} a CPU second`;
  if (operations !== undefined && cpuMs !== undefined) {
    const reached = operations / (cpuMs / 1000);
    const share = peak === undefined ? '' : `, ${percent(reached / peak)} of the peak`;
    return `${gigaflops(reached)} a CPU second${share}`;
  }
  if (ownCpuMs !== undefined && cpuMs !== undefined) {
    return `ours takes ${(ownCpuMs / cpuMs).toFixed(2)} of it; numbers differ by ${(difference ?? NaN).toExponential(0)}`;
  }
  if (figures['firstPaintMs'] !== undefined) return viewingText(figures);
  if (name.startsWith('painting ')) return overlayText(figures);
  if (name.startsWith('areas ')) return tasksText(figures);
  if (loadMs !== undefined) return `of it loading the model ${milliseconds(loadMs)}`;
  if (encoderPerSecond !== undefined && modelPerSecond !== undefined && bulkPerSecond !== undefined) {
    const [all, model, encoder] = [bulkPerSecond, modelPerSecond, encoderPerSecond].map((rate) => rate.toFixed(1));
    const memory =
      fewest === undefined || mib === undefined || mib === fewest
        ? ''
        : `; ${(mib / fewest).toFixed(2)} of the memory of 200`;
    const [ofModel, ofEncoder] = [modelPerSecond, encoderPerSecond].map((rate) => percent(bulkPerSecond / rate));
    return `${all} images a second, ${ofModel} of the model alone asked the same (${model}), ${ofEncoder} of its encoder alone (${encoder})${memory}`;
  }
  const count = Number(name.split(' ').at(-1));
  return cpuMs !== undefined && count > 1 ? `${milliseconds(cpuMs / count)} a prompt` : '';
}

/** What the editor is to reach. */
const viewingTargets = { firstPaintMs: 150, slicesPerSecond: 60, overlayMs: 1000 / 60 };

function viewingText({
  firstPaintMs = NaN,
  frameMs = NaN,
  slicesPerSecond = NaN,
  framesPerSecond = NaN,
  workMs = NaN,
  emptyFramesPerSecond = NaN,
  ...overlay
}: Figures): string {
  const { firstPaintMs: paint, slicesPerSecond: rate } = viewingTargets;
  return [
    `first paint ${milliseconds(firstPaintMs)}, ${percent(firstPaintMs / paint)} of ${milliseconds(paint)} (${milliseconds(frameMs)} until VS Code had made the frame of the page)`,
    `${slicesPerSecond.toFixed(1)} slices a second, ${percent(slicesPerSecond / rate)} of ${rate} (${framesPerSecond.toFixed(1)} frames, ${milliseconds(workMs)} computed for each; an empty page ${emptyFramesPerSecond.toFixed(1)})`,
    overlayText(overlay),
  ].join('; ');
}

/** The longest tasks of the page. */
function tasksText(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, ms]) => `${name} ${milliseconds(ms)}`)
    .join(', ');
}

function overlayText({ overlayMs = NaN, emptyOverlayMs = NaN }: Figures): string {
  const share = percent(overlayMs / viewingTargets.overlayMs);
  return `pointer to overlay ${milliseconds(overlayMs)}, ${share} of a frame (an empty page ${milliseconds(emptyOverlayMs)})`;
}

/** What a file costs, and how that grows with their number. */
function datasetText(figures: Figures, small: Figures | undefined): string {
  const each = (of: Figures, name: string): number => (1000 * (of[name] ?? NaN)) / (of['files'] ?? NaN);
  const cost = (what: string, name: string): string => {
    const growth =
      small === undefined || small === figures
        ? ''
        : ` (${(each(figures, name) / each(small, name)).toFixed(2)} of that with 20,000)`;
    return `${what} ${each(figures, name).toFixed(0)} µs a file${growth}`;
  };
  return [
    cost('index', 'wallMs'),
    cost('from its cache', 'warmMs'),
    cost('plan of a run', 'planMs'),
    `first rows after ${milliseconds(figures['firstRowsMs'])}`,
    `grouped or a page of it ${milliseconds(figures['arrangeMs'])}`,
  ].join('; ');
}

function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return '';
  return `${ms < 20 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

const gigaflops = (flops: number): string => `${(flops / 1e9).toFixed(1)} GFLOP`;
const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;
