import { Command } from 'commander';
import { UserError } from '../../core/base/error';
import { cudaFolder } from '../../node/cuda/cudaFolder';
import { cudaRelease } from '../../node/cuda/cudaRelease';
import { installCuda, removeCuda } from '../../node/cuda/installCuda';
import { interruptToken } from '../interrupt';
import { terminal } from '../terminal';

interface InstallOptions {
  readonly from?: string;
  readonly sha256?: string;
  readonly download?: true;
  readonly remove?: true;
}

export function installCudaCommand(): Command {
  return new Command('install-cuda')
    .description('install the libraries that ONNX Runtime needs for NVIDIA GPUs (Linux x64)')
    .option('--download', 'agree to download it from nuget.org')
    .option('--from <file>', 'take the package from a file instead (.nupkg)')
    .option('--sha256 <hash>', 'SHA-256 that the package must have')
    .option('--remove', 'remove the libraries again')
    .addHelpText('after', help)
    .action(run);
}

function help(): string {
  const { packageName, version } = cudaRelease();
  return (
    `\nThey come from the package ${packageName} ${version} and go to ${cudaFolder()}.\n` +
    'The driver, CUDA 12 and cuDNN 9 have to be on the machine.\n'
  );
}

async function run({ from, sha256, download, remove }: InstallOptions): Promise<void> {
  if (remove) {
    terminal.print((await removeCuda()) ? 'The CUDA libraries have been removed.' : 'There were no CUDA libraries.');
    return;
  }
  if (from === undefined && !download) {
    throw new UserError('bad-input', {
      problem: `This downloads several hundred megabytes from ${cudaRelease().packageUrl}.`,
      advice: 'Agree with --download, or give a file with --from.',
    });
  }
  const { files } = await installCuda({
    ...(from === undefined ? {} : { from }),
    ...(sha256 === undefined ? {} : { sha256 }),
    token: interruptToken(),
    onProgress: (message) => {
      terminal.progress(message);
    },
  });
  terminal.endProgress();
  for (const [name, { sha256: hash }] of Object.entries(files)) terminal.print(`${hash}  ${name}`);
  terminal.print(`Installed in ${cudaFolder()}. "sam-unet doctor" tells whether the GPU works.`);
}
