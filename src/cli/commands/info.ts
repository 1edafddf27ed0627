import { Command } from 'commander';
import type { ImageInfo } from '../../core/image/medicalImage';
import { openImage } from '../../node/image/openImage';
import { maskState } from '../../node/files/maskStore';
import { terminal } from '../terminal';

export function infoCommand(): Command {
  return new Command('info')
    .description('say what an image file holds')
    .argument('<file>', 'DICOM, NIfTI, PNG or any other supported image file')
    .option('--json', 'print JSON')
    .action(async (file: string, { json }: { json?: true }) => {
      const image = await openImage(file);
      const masks = await maskState(file);
      if (json) terminal.print(JSON.stringify({ file, ...image.info, contentHash: image.contentHash, masks }));
      else terminal.print(table(file, image.info, masks));
      image.dispose();
    });
}

const maskTexts = {
  none: 'none',
  machine: 'made by a machine',
  human: 'a person has worked on them',
  foreign: 'a mask file of another origin',
} as const;

function table(file: string, info: ImageInfo, masks: keyof typeof maskTexts): string {
  const spacing = info.geometry?.spacing ?? info.pixelSpacing;
  const rows: readonly (readonly [string, string])[] = [
    ['File', file],
    ['Format', info.format],
    ['Encoding', info.encoding],
    ['Modality', info.modality],
    ['Size', `${info.width} × ${info.height}, ${info.slices} slice${info.slices === 1 ? '' : 's'}`],
    ['Samples', `${info.sampleType}, ${info.channels === 3 ? 'RGB' : 'grey'}`],
    ['Spacing', spacing === undefined ? '' : `${spacing.map((mm) => mm.toFixed(3)).join(' × ')} mm`],
    ['Unit', info.unit],
    ['Masks', maskTexts[masks]],
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(10)}${value}`)
    .join('\n');
}
