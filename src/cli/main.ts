import { Command } from 'commander';
import { endProcessWide } from '../node/processWide';
import { agreementCommand } from './commands/agreement';
import { cacheCommand } from './commands/cache';
import { convertCommand } from './commands/convert';
import { convertImageCommand } from './commands/convertImage';
import { doctorCommand } from './commands/doctor';
import { evaluateCommand } from './commands/evaluate';
import { exportCommand } from './commands/export';
import { gitDiffCommand, gitMergeCommand, gitSetupCommand } from './commands/git';
import { importCommand } from './commands/import';
import { infoCommand } from './commands/info';
import { installCudaCommand } from './commands/installCuda';
import { labelsCommand } from './commands/labels';
import { lintCommand } from './commands/lint';
import { masksCommand } from './commands/masks';
import { mcpCommand } from './commands/mcp';
import { queueCommand } from './commands/queue';
import { replayCommand } from './commands/replay';
import { restoreCommand } from './commands/restore';
import { reviewCommand } from './commands/review';
import { segmentCommand } from './commands/segment';
import { teachCommand } from './commands/teach';
import { workerCommand } from './commands/worker';
import { terminal } from './terminal';

/** The bundler sets it from package.json. */
declare const productVersion: string;

const program = new Command('sam-unet')
  .description('Segment medical images with SAM-UNet: from a box or a point to a mask beside the image.')
  .version(productVersion)
  .addCommand(infoCommand())
  .addCommand(segmentCommand())
  .addCommand(masksCommand())
  .addCommand(workerCommand())
  .addCommand(queueCommand())
  .addCommand(labelsCommand())
  .addCommand(restoreCommand())
  .addCommand(exportCommand())
  .addCommand(importCommand())
  .addCommand(lintCommand(productVersion))
  .addCommand(reviewCommand())
  .addCommand(agreementCommand())
  .addCommand(evaluateCommand())
  .addCommand(teachCommand())
  .addCommand(replayCommand())
  .addCommand(mcpCommand(productVersion))
  .addCommand(convertCommand())
  .addCommand(convertImageCommand())
  .addCommand(doctorCommand(productVersion))
  .addCommand(installCudaCommand())
  .addCommand(cacheCommand())
  .addCommand(gitSetupCommand())
  .addCommand(gitDiffCommand(), { hidden: true })
  .addCommand(gitMergeCommand(), { hidden: true })
  .addHelpText('after', '\nThe exit code is 0 only if everything succeeded. Errors go to stderr.\n');

program.parseAsync().then(endProcessWide, async (error: unknown) => {
  terminal.fail(error);
  await endProcessWide();
});
