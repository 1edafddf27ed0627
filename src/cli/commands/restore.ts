import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { UserError, userErrorOf } from '../../core/base/error';
import { imageOfSidecar } from '../../core/sidecar/names';
import { verbatim } from '../../core/text/message';
import { reasonOf } from '../../node/files/reasonOf';
import { comparePaths, walkFolder } from '../../node/files/walkFolder';
import { openImage, seriesMode } from '../../node/image/openImage';
import { imageOfMasks } from '../../node/masks/imageOfMasks';
import { inspectMasks, redrawMaskFiles } from '../../node/masks/maskStore';
import { terminal } from '../terminal';

interface RestoreOptions {
  readonly changed?: true;
  readonly json?: true;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('redraw missing mask files from their sidecars')
    .argument('<path>', 'image, or folder with images')
    .option(
      '--changed',
      'also replace files that show something other than their sidecars, such as changes by another program',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nMask files that match their sidecars are not touched (docs/durability.md).\n')
    .action(restore);
}

async function restore(target: string, options: RestoreOptions): Promise<void> {
  const changed = options.changed === true;
  const written: string[] = [];
  const kept: string[] = [];
  for (const image of await imagesIn(target)) {
    try {
      const { faults, sidecar } = await inspectMasks(image, true);
      const differing = faults.filter(({ kind }) => kind === 'changed' || kind === 'differs');
      if (!changed) kept.push(...differing.map(({ file }) => file));
      if (faults.length === (changed ? 0 : differing.length)) continue;
      const opened = await openImage(image, sidecar === undefined ? {} : { series: seriesMode(sidecar) });
      try {
        written.push(...(await redrawMaskFiles(imageOfMasks(opened), changed)));
      } finally {
        opened.dispose();
      }
    } catch (error) {
      terminal.fail(userErrorOf(error, image));
    }
  }
  if (options.json === true) {
    terminal.print(JSON.stringify({ written, changed: kept }));
    return;
  }
  for (const file of written) terminal.print(file);
  for (const file of kept)
    terminal.print(`${file}: kept, it shows something other than its sidecar; use --changed to replace it`);
  terminal.print(`${written.length} mask ${written.length === 1 ? 'file' : 'files'} restored, ${kept.length} kept`);
}

async function imagesIn(target: string): Promise<string[]> {
  const isFolder = await stat(target).then(
    (stats) => stats.isDirectory(),
    (cause: unknown) => {
      throw new UserError('not-found', {
        file: target,
        problem: verbatim(`The path cannot be read: ${reasonOf(cause)}.`),
        advice: verbatim('Name an image or a folder.'),
        cause,
      });
    },
  );
  if (!isFolder) return [target];
  const images: string[] = [];
  for await (const { path: file } of walkFolder(target)) {
    const image = imageOfSidecar(file);
    if (image !== undefined) images.push(path.join(target, image));
  }
  return images.sort(comparePaths);
}
