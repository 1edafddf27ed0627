import { Option } from 'commander';
import { UserError } from '../core/base/error';
import { forecastTexts, layoutLimits } from '../core/layouts/forecast';
import { layoutNamed, layoutNames, type LayoutName } from '../core/layouts/registry';
import { savedLayouts, type SavedLayout } from '../core/layouts/savedLayout';
import { english, verbatim } from '../core/text/message';
import { checkExportFolder } from '../node/transfer/exportFolder';
import { terminal } from './terminal';

/** Options of the commands that make masks, for the layout that the masks are written in. */
export interface LayoutOptions {
  readonly layout?: SavedLayout | LayoutName;
  readonly out?: string;
  readonly acceptLosses?: true;
}

/** An export that follows the making of masks. */
export interface WantedExport {
  readonly layout: LayoutName;
  readonly out: string;
  readonly acceptsLosses: boolean;
}

export function layoutOption(): Option {
  return new Option(
    '--layout <name>',
    'how masks are saved beside the images: label maps (beside), one file per object (objects), or a DICOM Segmentation ' +
      '(dicom-seg; other images get label maps); with --out, the layout to export them in',
  ).choices([...new Set([...savedLayouts, ...layoutNames])]);
}

export function acceptLossesOption(): Option {
  return new Option('--accept-losses', 'with --layout and --out: export even if the layout cannot hold all pixels');
}

/**
 * The layout that masks are saved in beside the images; undefined for that of the images' masks, or label maps.
 * @throws UserError `bad-input` for a layout that needs a folder of its own
 */
export function savedLayoutOf({ layout, out }: LayoutOptions): SavedLayout | undefined {
  if (layout === undefined || out !== undefined) return undefined;
  const saved = savedLayouts.find((name) => name === layout);
  if (saved !== undefined) return saved;
  throw new UserError('bad-input', {
    problem: verbatim(`Masks are not saved as ${layout} beside the images.`),
    advice: verbatim(`Name a new folder to export them to with --out, or use ${savedLayouts.join(', ')}.`),
  });
}

/**
 * The export that is wanted, whose folder can be written to. Prints what its layout can lose, before there are masks.
 * @throws UserError `bad-input`; `conflict`, `unwritable` as `checkExportFolder`
 */
export async function wantedExport(options: LayoutOptions): Promise<WantedExport | undefined> {
  const { layout, out, acceptLosses } = options;
  if (out === undefined && acceptLosses === undefined) return undefined;
  if (out === undefined || layout === undefined) {
    throw new UserError('bad-input', {
      problem: verbatim('--layout and --out are needed to export masks.'),
      advice: verbatim('Use both, or none of --out and --accept-losses.'),
    });
  }
  await checkExportFolder({ layout, out });
  const limits = layoutLimits(layoutNamed(layout)).map(forecastTexts);
  if (limits.length > 0) {
    const texts = limits.map(({ part, outcome }) => `${english(part)} (${english(outcome)})`);
    terminal.warn(`What ${layout} cannot hold: ${texts.join('; ')}`);
  }
  return { layout, out, acceptsLosses: acceptLosses === true };
}
