import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { comparisonBody, comparisonStyle } from '../../core/compare/document';
import { placeOf, placesOf } from '../../core/image/slicePlace';
import { masksOf } from '../../core/compare/namedMasks';
import { pairMasks, type NamedMask } from '../../core/compare/pairMasks';
import { t, type Text } from '../../core/text/message';
import { committedMasks, masksOfFile, replacedMasks } from '../../node/compare/otherMasks';
import { branchesOf } from '../../node/compare/readCommitted';
import { pictureFrom } from '../../node/evaluation/picture';
import { readInferenceSlice } from '../../node/inference/inferenceSlice';
import { maskNames } from '../../core/sidecar/names';
import { exists } from '../../node/files/exists';
import { imageOfMasks } from '../../node/masks/imageOfMasks';
import type { ImageDocument } from '../editor/imageDocument';
import { localize, localized } from '../l10n/localize';
import { showReport } from '../panels/reportPanel';
import { findRuns } from '../bulk/findRuns';
import { activePage, type CommandContext } from './context';
import { describeRun } from './generateMasks';

/** Where the other masks come from. */
interface Other extends vscode.QuickPickItem {
  /** What the page calls them. */
  readonly name: Text;
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
      problem: t`There are no masks to compare.`,
      advice: t`Segment something first.`,
    });
  }
  const other = file instanceof vscode.Uri ? fileOther(document, file) : await namedOther(document, file, context);
  const others = await other?.read();
  if (other === undefined || others === undefined) return;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Comparing masks` },
    async () => {
      const pairs = pairMasks(ones, others, { tolerance });
      const { image } = await document.open();
      const pictures = await Promise.all(
        placesOf(pairs).map(async (at) => ({
          ...at,
          picture: pictureFrom((await readInferenceSlice(image, at)).image),
        })),
      );
      const names = { image: name, one: t`now`, other: other.name };
      const report = {
        title: localize`${name}: now ↔ ${other.name}`,
        body: comparisonBody(pairs, pictures, names, { say: localized, opens: true }),
        style: comparisonStyle,
        places: pairs.map((pair) => ({ file: document.uri.fsPath, ...placeOf(pair) })),
      };
      showReport('samUnet.comparison', report, { ...context, extensionUri: context.extension.extensionUri });
    },
  );
}

/** @param name `disk` for what is saved, `file` for the mask file beside the image; else a person is asked */
function namedOther(document: ImageDocument, name: unknown, context: CommandContext): Promise<Other | undefined> {
  if (name === 'disk') return Promise.resolve(diskOther(document, context));
  if (name === 'file') return maskFileOther(document);
  return chooseOther(document, context);
}

async function chooseOther(document: ImageDocument, context: CommandContext): Promise<Other | undefined> {
  const proposals = masksOf(
    document.state.objects.flatMap(({ proposal, ...object }) =>
      proposal === undefined ? [] : [{ ...object, mask: proposal.mask }],
    ),
  );
  const branchOther: Other = {
    label: `$(git-branch) ${localize`Other Branch…`}`,
    detail: localize`The masks of this image in another branch. Nothing is checked out.`,
    name: t`branch`,
    read: () => Promise.resolve(undefined),
  };
  const others: Other[] = [
    {
      label: `$(file-media) ${localize`Mask File…`}`,
      detail: localize`Any image file of the same size. Every value other than 0 is an object.`,
      name: t`file`,
      read: () => Promise.resolve(undefined),
    },
    // Nothing is run in a folder that the person does not trust, git included.
    ...(vscode.workspace.isTrusted ? [committedOther(document.uri.fsPath), branchOther] : []),
    ...(document.isDirty ? [diskOther(document, context)] : []),
    ...(proposals.length === 0 ? [] : [machineOther(proposals)]),
    ...(await replacedOthers(document.uri.fsPath)),
  ];
  const chosen = await vscode.window.showQuickPick(others, { title: localize`Select the masks to compare with` });
  if (chosen === branchOther) return chooseBranch(document.uri.fsPath);
  if (chosen !== others[0]) return chosen;
  const [file] =
    (await vscode.window.showOpenDialog({ title: localize`Select a Mask File`, openLabel: localize`Compare` })) ?? [];
  return file && fileOther(document, file);
}

function committedOther(image: string): Other {
  return {
    label: `$(git-commit) ${localize`Last Commit`}`,
    detail: localize`The masks of this image in Git.`,
    name: t`last commit`,
    read: () => committedMasks(image),
  };
}

/** @throws UserError `not-found` where Git has no branches */
async function chooseBranch(image: string): Promise<Other | undefined> {
  const branches = await branchesOf(path.dirname(image)).catch(() => []);
  if (branches.length === 0) {
    throw new UserError('not-found', {
      file: image,
      problem: t`Git has no branches here.`,
      advice: t`Commit the masks with git first.`,
    });
  }
  const title = localize`Select the branch to compare with`;
  const branch = await vscode.window.showQuickPick(branches, { title });
  return branch === undefined ? undefined : { label: branch, name: branch, read: () => committedMasks(image, branch) };
}

/** The masks that are saved beside the image. */
function diskOther(document: ImageDocument, { maskStore }: CommandContext): Other {
  return {
    label: `$(save) ${localize`Saved Masks`}`,
    detail: localize`The masks saved beside this image.`,
    name: t`saved`,
    read: async () => {
      const { content } = await maskStore.loadMasks(imageOfMasks((await document.open()).image));
      return masksOf(content?.objects ?? []);
    },
  };
}

/** The mask file beside the image, written by any program. */
async function maskFileOther(document: ImageDocument): Promise<Other | undefined> {
  const { image } = await document.open();
  for (const name of maskNames(path.basename(image.path))) {
    const file = path.join(path.dirname(image.path), name);
    if (await exists(file)) return fileOther(document, vscode.Uri.file(file));
  }
  return undefined;
}

function machineOther(proposals: readonly NamedMask[]): Other {
  return {
    label: `$(hubot) ${localize`Masks of the Model`}`,
    detail: localize`Before they were corrected.`,
    name: t`model`,
    read: () => Promise.resolve(proposals),
  };
}

/** What bulk runs have replaced: the answers of other models, or to other prompts. */
async function replacedOthers(image: string): Promise<Other[]> {
  const runs = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Searching for bulk runs` },
    findRuns,
  );
  return runs.flatMap(({ folder, run }) => {
    const file = path.relative(folder, image);
    if (run.written.get(file)?.before === undefined) return [];
    return {
      label: `$(history) ${localize`Before the Run of ${run.head.model.name}`}`,
      description: run.head.id,
      detail: localized(describeRun(run)),
      name: t`before ${run.head.id}`,
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
