import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { closeDecoders } from '../node/image/openImage';
import { productRoot } from '../node/process/productPaths';
import { cacheCommand } from './commands/cache';
import { convertCommand } from './commands/convert';
import { convertImageCommand } from './commands/convertImage';
import { doctorCommand } from './commands/doctor';
import { evaluateCommand } from './commands/evaluate';
import { exportCommand } from './commands/export';
import { importCommand } from './commands/import';
import { infoCommand } from './commands/info';
import { installCudaCommand } from './commands/installCuda';
import { masksCommand } from './commands/masks';
import { segmentCommand } from './commands/segment';
import { validateCommand } from './commands/validate';
import { terminal } from './terminal';

const { version } = JSON.parse(readFileSync(path.join(productRoot, 'package.json'), 'utf8')) as { version: string };

const program = new Command('sam-unet')
  .description('Segments medical images with SAM-UNet: a box or a point in, a mask beside the image out.')
  .version(version)
  .addCommand(infoCommand())
  .addCommand(segmentCommand())
  .addCommand(masksCommand())
  .addCommand(exportCommand())
  .addCommand(importCommand())
  .addCommand(validateCommand())
  .addCommand(evaluateCommand())
  .addCommand(convertCommand())
  .addCommand(convertImageCommand())
  .addCommand(doctorCommand(version))
  .addCommand(installCudaCommand())
  .addCommand(cacheCommand())
  .addHelpText('after', '\nThe exit code is 0 only when all went well. Errors go to stderr.\n');

program.parseAsync().then(closeDecoders, async (error: unknown) => {
  terminal.fail(error);
  await closeDecoders();
});
