import * as vscode from 'vscode';
import { cudaFolder } from '../../node/cuda/cudaFolder';
import { cudaRelease } from '../../node/cuda/cudaRelease';
import { installCuda } from '../../node/cuda/installCuda';
import { machineName } from '../machine';
import type { CommandContext } from './context';

/** Installs ONNX Runtime's CUDA libraries after asking, and starts the model anew so that it tries the GPU. */
export async function installCudaLibraries({ client }: CommandContext): Promise<void> {
  const { packageName, version, packageUrl } = cudaRelease();
  const download = 'Download';
  const choose = 'Choose File…';
  const answer = await vscode.window.showInformationMessage(
    `Install the libraries that ONNX Runtime needs for NVIDIA GPUs on ${machineName()}?`,
    {
      modal: true,
      detail: [
        `${packageName} ${version}, several hundred megabytes.`,
        `From ${packageUrl}`,
        `Into ${cudaFolder()}`,
        `The driver, CUDA 12 and cuDNN 9 have to be on ${machineName()}.`,
      ].join('\n\n'),
    },
    download,
    choose,
  );
  if (answer === undefined) return;
  const from = answer === choose ? await chooseFile() : undefined;
  if (answer === choose && from === undefined) return;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'SAM-UNet: CUDA libraries', cancellable: true },
    (progress, token) =>
      installCuda({
        ...(from === undefined ? {} : { from }),
        token,
        onProgress: (message) => {
          progress.report({ message });
        },
      }),
  );
  client.restart();
  void vscode.window.showInformationMessage(
    `SAM-UNet: the CUDA libraries are installed on ${machineName()}; the next prompt tries the GPU.`,
  );
}

async function chooseFile(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: 'NuGet package with the CUDA libraries',
      filters: { 'NuGet package': ['nupkg', 'zip'] },
    })) ?? [];
  return chosen?.fsPath;
}
