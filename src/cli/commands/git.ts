import { Command } from 'commander';
import { diffVersions, mergeVersions } from '../../node/git/drivers';
import { setUpGit } from '../../node/git/setUp';
import { terminal } from '../terminal';

export function gitSetupCommand(): Command {
  return new Command('git-setup')
    .description('let Git compare and merge sidecars and label maps object by object, in this clone')
    .argument('[folder]', 'a folder of the clone', '.')
    .action(async (folder: string) => {
      const { root, added } = await setUpGit(folder, [process.execPath, process.argv[1]!]);
      for (const line of added) terminal.print(`.gitattributes: ${line}`);
      terminal.print(`Git compares and merges masks in ${root} object by object.`);
    });
}

/** What Git runs to compare two versions: `path old-file old-hex old-mode new-file new-hex new-mode`. */
export function gitDiffCommand(): Command {
  return new Command('git-diff')
    .description('run by Git')
    .arguments('<path> <old-file> <old-hex> <old-mode> <new-file> <rest...>')
    .action(async (name: string, before: string, _hex: string, _mode: string, after: string) => {
      terminal.print(name);
      for (const line of await diffVersions(name, before, after)) terminal.print(`  ${line}`);
    });
}

/** What Git runs to merge two versions: `%O %A %B %P`. */
export function gitMergeCommand(): Command {
  return new Command('git-merge')
    .description('run by Git')
    .arguments('<base> <ours> <theirs> <path>')
    .action(async (base: string, ours: string, theirs: string, name: string) => {
      for (const conflict of await mergeVersions(base, ours, theirs, name)) terminal.fail(conflict);
    });
}
