import { Command } from 'commander';
import { UserError } from '../../core/base/error';
import { english, verbatim } from '../../core/text/message';
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
    .option('--download', 'download the package from nuget.org')
    .option('--from <file>', 'use a package that has been downloaded already (.nupkg)')
    .option('--sha256 <hash>', 'expected SHA-256 of the package')
    .option('--remove', 'remove the installed libraries')
    .addHelpText('after', help)
    .action(run);
}

function help(): string {
  const { packageName, version } = cudaRelease();
  return (
    `\nThe libraries come from the package ${packageName} ${version} and are installed in ${cudaFolder()}.\n` +
    'The NVIDIA driver, CUDA 12 and cuDNN 9 must be installed on the machine.\n'
  );
}

async function run({ from, sha256, download, remove }: InstallOptions): Promise<void> {
  if (remove) {
    terminal.print(
      (await removeCuda()) ? 'The CUDA libraries have been removed.' : 'No CUDA libraries were installed.',
    );
    return;
  }
  if (from === undefined && !download) {
    throw new UserError('bad-input', {
      problem: verbatim(`The package is several hundred megabytes in size and comes from ${cudaRelease().packageUrl}.`),
      advice: verbatim('Use --download to download it, or --from to name a file.'),
    });
  }
  const { files } = await installCuda({
    ...(from === undefined ? {} : { from }),
    ...(sha256 === undefined ? {} : { sha256 }),
    token: interruptToken(),
    onProgress: (message) => {
      terminal.progress(english(message));
    },
  });
  terminal.endProgress();
  for (const [name, { sha256: hash }] of Object.entries(files)) terminal.print(`${hash}  ${name}`);
  terminal.print(`Installed in ${cudaFolder()}. Run "sam-unet doctor" to check that the GPU works.`);
}
