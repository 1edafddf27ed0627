import * as vscode from 'vscode';
import { cudaFolder } from '../../node/cuda/cudaFolder';
import { cudaRelease } from '../../node/cuda/cudaRelease';
import { installCuda } from '../../node/cuda/installCuda';
import { localize, localized } from '../l10n/localize';
import { machineName } from '../machine';
import type { CommandContext } from './context';

/** Installs ONNX Runtime's CUDA libraries after asking, and restarts the model so that it tries the GPU. */
export async function installCudaLibraries({ client }: CommandContext): Promise<void> {
  const { packageName, version, packageUrl } = cudaRelease();
  const download = localize`Download`;
  const choose = localize`Choose File…`;
  const answer = await vscode.window.showInformationMessage(
    localize`Install the libraries that ONNX Runtime needs for NVIDIA GPUs on ${machineName()}?`,
    {
      modal: true,
      detail: [
        localize`${packageName} ${version}, several hundred megabytes`,
        localize`From: ${packageUrl}`,
        localize`To: ${cudaFolder()}`,
        localize`The NVIDIA driver, CUDA 12 and cuDNN 9 must be installed on ${machineName()}.`,
      ].join('\n\n'),
    },
    download,
    choose,
  );
  if (answer === undefined) return;
  const from = answer === choose ? await chooseFile() : undefined;
  if (answer === choose && from === undefined) return;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize`SAM-UNet: Installing CUDA libraries`,
      cancellable: true,
    },
    (progress, token) =>
      installCuda({
        ...(from === undefined ? {} : { from }),
        token,
        onProgress: (message) => {
          progress.report({ message: localized(message) });
        },
      }),
  );
  client.restart();
  void vscode.window.showInformationMessage(
    localize`SAM-UNet: The CUDA libraries are installed on ${machineName()}. The next prompt tries the GPU.`,
  );
}

async function chooseFile(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: localize`Select a NuGet Package with the CUDA Libraries`,
      filters: { [localize`NuGet package`]: ['nupkg', 'zip'] },
    })) ?? [];
  return chosen?.fsPath;
}
