import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../core/base/error';
import { consensusMethods, type ConsensusMethod } from '../../core/agreement/consensus';
import type { ReaderPlace } from '../../core/agreement/readerPlace';
import { agreementFile } from '../../core/agreement/report/document';
import { agreementJson, textReport } from '../../core/agreement/report/text';
import type { Agreement } from '../../core/agreement/agreement';
import { verbatim } from '../../core/text/message';
import { compareReaders } from '../../node/agreement/compareReaders';
import { openReaders } from '../../node/agreement/readers';
import { picturesOfCases } from '../../node/agreement/shownCases';
import { writeConsensus } from '../../node/agreement/writeConsensus';
import { checkOutput, writeFileAtomically } from '../../node/files/atomicWrite';
import { localMasks } from '../../node/masks/localMasks';
import { systemUser } from '../../node/systemUser';
import { interruptToken } from '../interrupt';
import { progressText, terminal } from '../terminal';

interface AgreementOptions {
  readonly suffix?: readonly string[];
  readonly branch?: readonly string[];
  readonly masks: 'reviewed' | 'all';
  readonly unit?: Agreement['unit'];
  readonly consensus?: ConsensusMethod;
  readonly out?: string;
  readonly disputed?: true;
  readonly json?: true;
  readonly html?: string;
}

export function agreementCommand(): Command {
  return new Command('agreement')
    .description('compare what two or more readers have drawn in the same images, and write their consensus')
    .argument('<folders...>', 'a folder for each reader, or one folder with --suffix or --branch')
    .addOption(
      new Option('--suffix <names>', 'readers whose sidecars are named IMAGE.masks.NAME.json, separated by commas')
        .argParser(parseNames)
        .conflicts('branch'),
    )
    .addOption(
      new Option('--branch <names>', 'branches, tags or commits of Git, separated by commas').argParser(parseNames),
    )
    .addOption(
      new Option('--masks <which>', 'masks that count: those reviewed by a person, or all that are not rejected')
        .choices(['reviewed', 'all'])
        .default('reviewed'),
    )
    .addOption(
      new Option('--unit <unit>', 'unit of distances (default: mm if all images state their pixel size)').choices([
        'px',
        'mm',
      ]),
    )
    .addOption(
      new Option('--consensus <method>', 'write the consensus as unreviewed masks into the folder --out').choices(
        consensusMethods,
      ),
    )
    .option('--out <dir>', 'folder for the consensus; images that it lacks are copied')
    .option('--disputed', 'with --consensus, also write labels without a consensus, as all that any reader has drawn')
    .option('--html <file>', 'write an HTML report with pictures of the worst disagreements')
    .option('--json', 'print JSON')
    .action(agreement);
}

async function agreement(folders: readonly string[], options: AgreementOptions): Promise<void> {
  const { masks: selection, consensus, out, disputed, unit, json, html } = options;
  if ((consensus === undefined) !== (out === undefined) || (disputed === true && out === undefined)) {
    throw new UserError('bad-input', {
      problem: verbatim('A consensus needs both --consensus and --out.'),
      advice: verbatim('Give both, such as --consensus staple --out consensus, or neither.'),
    });
  }
  await checkOutput(html, '.html');
  const readers = await openReaders(placesOf(folders, options));
  const token = interruptToken();
  const onError = (error: UserError): void => {
    terminal.fail(error);
  };
  const start = performance.now();
  const onProgress = (done: number, total: number): void => {
    terminal.progress(progressText(done, total, start));
  };
  const found = await compareReaders(readers, { selection, unit, token, onProgress, onError });
  terminal.endProgress();
  if (json) terminal.print(agreementJson(found));
  else terminal.printLines(textReport(found));
  if (html !== undefined) {
    await writeFileAtomically(html, agreementFile(found, await picturesOfCases(found, readers, selection)));
  }
  if (consensus === undefined || out === undefined) return;
  const written = await writeConsensus(readers, {
    ...{ selection, method: consensus, disputed: disputed === true, out, token, onProgress },
    ...{ by: systemUser(), store: localMasks },
  });
  terminal.endProgress();
  for (const error of written.failed) terminal.fail(error);
  terminal.warn(`${written.masks} unreviewed masks in ${written.written.length} images written to ${out}.`);
}

/** @throws UserError `bad-input` where there are fewer than two readers */
function placesOf(folders: readonly string[], { suffix, branch }: AgreementOptions): readonly ReaderPlace[] {
  const names = suffix ?? branch;
  const [folder] = folders;
  if (names === undefined) {
    if (new Set(folders.map((each) => path.resolve(each))).size > 1) {
      return folders.map((each) => ({ kind: 'folder', folder: each }));
    }
  } else if (folders.length === 1 && folder !== undefined) {
    if (branch !== undefined && new Set(branch).size > 1) {
      return branch.map((each) => ({ kind: 'branch', folder, branch: each }));
    }
    if (suffix !== undefined) {
      // A single suffix is compared with the sidecars that have none.
      const plain: readonly ReaderPlace[] = suffix.length === 1 ? [{ kind: 'suffix', folder }] : [];
      return [...plain, ...suffix.map((each): ReaderPlace => ({ kind: 'suffix', folder, suffix: each }))];
    }
  }
  throw new UserError('bad-input', {
    problem: verbatim('It takes two readers.'),
    advice: verbatim('Name two folders, or one folder with --suffix NAME or --branch NAME,NAME.'),
  });
}

function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return [...new Set(names)];
  throw new InvalidArgumentError('Expected names, separated by commas.');
}
