import { Command } from 'commander';
import { clearEmbeddings, measureEmbeddings, type StoreContent } from '../../node/cache/embeddingStore';
import { clearPictures } from '../../node/decode/pictureStore';
import { terminal } from '../terminal';

interface CacheOptions {
  readonly clear?: true;
  readonly json?: true;
}

export function cacheCommand(): Command {
  return new Command('cache')
    .description('show or clear the embeddings that are cached on disk')
    .option('--clear', 'delete all cached embeddings')
    .option('--json', 'print JSON')
    .action(async ({ clear, json }: CacheOptions) => {
      if (clear === true) await clearPictures();
      const cleared = clear === true ? await clearEmbeddings() : undefined;
      const { folder, files, bytes } = await measureEmbeddings();
      if (json) {
        terminal.print(
          JSON.stringify({
            ...{ folder, files, bytes },
            ...(cleared === undefined ? {} : { cleared: { files: cleared.files, bytes: cleared.bytes } }),
          }),
        );
      } else {
        if (cleared !== undefined) terminal.print(`Deleted ${text(cleared)}.`);
        if (cleared === undefined || files > 0) terminal.print(`${text({ files, bytes })} in ${folder}`);
      }
      if (cleared !== undefined && files > 0) process.exitCode = 1;
    });
}

function text({ files, bytes }: Pick<StoreContent, 'files' | 'bytes'>): string {
  return `${files} embedding${files === 1 ? '' : 's'}, ${(bytes / 2 ** 20).toFixed(1)} MB`;
}
