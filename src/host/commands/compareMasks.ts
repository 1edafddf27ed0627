import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { comparisonBody, comparisonStyle } from '../../core/compare/document';
import { placesOf } from '../../core/image/slicePlace';
import { masksOf } from '../../core/compare/namedMasks';
import { pairMasks, type NamedMask } from '../../core/compare/pairMasks';
import { committedMasks, masksOfFile, replacedMasks } from '../../node/compare/otherMasks';
import { pictureFrom } from '../../node/evaluation/picture';
import { readInferenceSlice } from '../../node/inference/inferenceSlice';
import type { ImageDocument } from '../editor/imageDocument';
import { openPanel } from '../panels/panel';
import { findRuns } from '../bulk/findRuns';
import { activePage, type CommandContext } from './context';
import { describeRun } from './generateMasks';

/** Where the other masks come from. */
interface Other extends vscode.QuickPickItem {
  /** What the page calls them. */
  readonly name: string;
  readonly read: () => Promise<readonly NamedMask[] | undefined>;
}

/** Tolerance of the normalised surface distance, in pixels. */
const tolerance = 2;

/** Compares the masks of the image in front with others, on a page of their own. */
export async function compareMasks(context: CommandContext, file?: unknown): Promise<void> {
  const { document } = activePage(context);
  const name = path.basename(document.uri.fsPath);
  const ones = masksOf(document.state.objects);
  if (ones.length === 0) {
    throw new UserError('bad-input', {
      file: name,
      problem: 'There are no masks to compare.',
      advice: 'Make one first.',
    });
  }
  const other = file instanceof vscode.Uri ? fileOther(document, file) : await chooseOther(document);
  const others = await other?.read();
  if (other === undefined || others === undefined) return;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'SAM-UNet: comparing masks' },
    async () => {
      const pairs = pairMasks(ones, others, { tolerance });
      const { image } = await document.open();
      const pictures = await Promise.all(
        placesOf(pairs).map(async (at) => ({
          ...at,
          picture: pictureFrom((await readInferenceSlice(image, at)).image),
        })),
      );
      openPanel('samUnet.comparison', {
        title: `Compare ${name}`,
        body: comparisonBody(pairs, pictures, { image: name, one: 'now', other: other.name }),
        style: comparisonStyle,
      });
    },
  );
}

async function chooseOther(document: ImageDocument): Promise<Other | undefined> {
  const proposals = masksOf(
    document.state.objects.flatMap(({ proposal, ...object }) =>
      proposal === undefined ? [] : [{ ...object, mask: proposal.mask }],
    ),
  );
  const others: Other[] = [
    {
      label: '$(file-media) A mask file…',
      detail: 'Any image file of the same size; every value but 0 is an object.',
      name: 'file',
      read: () => Promise.resolve(undefined),
    },
    // Nothing is run in a folder that the person does not trust, git included.
    ...(vscode.workspace.isTrusted ? [committedOther(document.uri.fsPath)] : []),
    ...(proposals.length === 0 ? [] : [machineOther(proposals)]),
    ...(await replacedOthers(document.uri.fsPath)),
  ];
  const chosen = await vscode.window.showQuickPick(others, { title: 'Compare the masks with which?' });
  if (chosen !== others[0]) return chosen;
  const [file] = (await vscode.window.showOpenDialog({ title: 'Mask file', openLabel: 'Compare' })) ?? [];
  return file && fileOther(document, file);
}

function committedOther(image: string): Other {
  return {
    label: '$(git-commit) The last commit',
    detail: 'What git has of the masks beside this image.',
    name: 'last commit',
    read: () => committedMasks(image),
  };
}

function machineOther(proposals: readonly NamedMask[]): Other {
  return {
    label: '$(hubot) What the machine had made',
    detail: 'Before masks were corrected.',
    name: 'machine',
    read: () => Promise.resolve(proposals),
  };
}

/** What bulk runs have replaced: the answers of other models, or to other prompts. */
async function replacedOthers(image: string): Promise<Other[]> {
  const runs = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'SAM-UNet: looking for runs' },
    findRuns,
  );
  return runs.flatMap(({ folder, run }) => {
    const file = path.relative(folder, image);
    if (run.written.get(file)?.before === undefined) return [];
    return {
      label: `$(history) Before the run of ${run.head.model.name}`,
      description: run.head.id,
      detail: describeRun(run),
      name: `before ${run.head.id}`,
      read: () => Promise.resolve(replacedMasks(run, file)),
    };
  });
}

function fileOther(document: ImageDocument, file: vscode.Uri): Other {
  const name = path.basename(file.fsPath);
  return {
    label: name,
    name,
    read: async () => masksOfFile(file.fsPath, (await document.open()).image.info, document.state.labels),
  };
}
