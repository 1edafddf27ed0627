import path from 'node:path';
import { Command, Option } from 'commander';
import { isCancellation, UserError } from '../../core/base/error';
import type { Precision } from '../../core/model/checkpoint/convert';
import type { ModelCard } from '../../core/model/card';
import { nameFor } from '../../core/model/convertedCard';
import { verbatim } from '../../core/text/message';
import { convertInProcess } from '../../node/model/convertProcess/convertInProcess';
import { interruptToken } from '../interrupt';
import { whole } from '../options';
import { terminal } from '../terminal';

interface ConvertOptions {
  readonly out?: string;
  readonly name?: string;
  readonly precision?: Precision;
  readonly inPlace?: true;
  readonly heads?: number;
  readonly json?: true;
}

export function convertCommand(): Command {
  return new Command('convert')
    .description('convert a PyTorch checkpoint of a SAM-UNet to a model folder')
    .argument('<checkpoint>', 'file written by torch.save (.pth, .pt, .ckpt)')
    .option('--out <dir>', 'model folder to create (default: NAME, beside the checkpoint)')
    .option('--name <name>', 'name of the model (default: derived from the file name)')
    .addOption(
      new Option('--precision <kind>', 'precision of the stored weights (default: fp32)').choices(['fp32', 'fp16']),
    )
    .option('--in-place', 'hard-link the checkpoint instead of copying its weights')
    .option('--heads <n>', 'attention heads of the ViT, if they cannot be detected from the weights', (text) =>
      whole(text, 1),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nNo code in the checkpoint is run. An existing folder is never changed.\n')
    .action(convert);
}

async function convert(file: string, options: ConvertOptions): Promise<void> {
  const { inPlace, heads, json } = options;
  if (inPlace && options.precision !== undefined) {
    throw new UserError('bad-input', {
      problem: verbatim('With --in-place, the weights keep the precision of the checkpoint.'),
      advice: verbatim('Use either --in-place or --precision.'),
    });
  }
  const checkpoint = path.resolve(file);
  const name = options.name ?? nameFor(path.basename(checkpoint));
  const out = path.resolve(options.out ?? path.join(path.dirname(checkpoint), name));
  const weights = inPlace ? 'in-place' : (options.precision ?? 'fp32');
  try {
    const card = await convertInProcess(
      { checkpoint, out, name, weights, ...(heads === undefined ? {} : { heads }) },
      {
        token: interruptToken(),
        onProgress: (fraction) => {
          terminal.progress(`${path.basename(checkpoint)} · ${Math.round(100 * fraction)} %`);
        },
      },
    );
    terminal.endProgress();
    terminal.printLines(json ? JSON.stringify({ model: out, card }) : summary(out, card));
  } catch (error) {
    terminal.fail(error);
    if (isCancellation(error)) process.exitCode = 130;
  }
}

function summary(out: string, { architecture, sha256 }: ModelCard): string {
  const { vit, conv, imageSize } = architecture;
  return [
    out,
    `Input      ${imageSize} × ${imageSize}`,
    `ViT        ${vit.depth} blocks, width ${vit.width}, ${vit.heads} heads`,
    `Branch     ${conv.kind}`,
    `Weights    ${sha256.weights}`,
  ].join('\n');
}
