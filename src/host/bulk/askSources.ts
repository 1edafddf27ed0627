import * as vscode from 'vscode';
import { labelBoxExample, parseLabelBox } from '../../core/bulk/sources/labelBox';
import type { SourceKind, SourceSpec } from '../../core/bulk/sources/spec';
import { sourceTitle } from '../../core/bulk/sources/spec';
import { expectedText } from '../../core/teach/expectedText';
import { counted } from '../../core/text/counted';
import { joined, t, type Message } from '../../core/text/message';
import { findSources } from '../../node/bulk/findSources';
import { localize, localized } from '../l10n/localize';
import { pickSome } from '../pickSome';
import { nearest, type TaughtItem } from '../teach/taughtLabels';

const icons: Readonly<Record<SourceKind, string>> = {
  prompts: 'json',
  coco: 'json',
  csv: 'table',
  yolo: 'list-flat',
  labelme: 'json',
  sidecars: 'history',
  masks: 'layers',
  box: 'screen-full',
  whole: 'screen-full',
  propagation: 'layers',
  proposals: 'lightbulb',
  taught: 'mortar-board',
  asked: 'comment-discussion',
};

const details: Readonly<Record<SourceKind, Message>> = {
  prompts: t`The boxes, points and labels in the file.`,
  coco: t`All boxes in the file, labelled with their categories.`,
  csv: t`One box per row.`,
  yolo: t`Boxes and polygons in the text files named like the images.`,
  labelme: t`Rectangles, points and the bounding boxes of polygons.`,
  sidecars: t`Segments again with the same prompts. Unreviewed masks are regenerated.`,
  masks: t`The model refines each mask; boxes are prompts.`,
  box: t`The same box in every image.`,
  propagation: t`In volumes: each mask prompts the next slice, in both directions, until the object ends.`,
  proposals: t`Up to five salient objects per image, marked as proposals.`,
  taught: t`Found without prompts, as taught from accepted masks.`,
  asked: t`Boxes and points that an assistant has given.`,
  whole: t`For images that show one dominant object and have no other prompt.`,
};

const boxExample = 'liver=10%,20%,60%,80%';

interface Item extends vscode.QuickPickItem {
  readonly spec: SourceSpec | 'ask';
}

/** Asks where the prompts of a run come from; several sources may be chosen. Undefined when the user cancels. */
export async function askSources(
  folder: string,
  title: string,
  taught: readonly TaughtItem[],
): Promise<readonly SourceSpec[] | undefined> {
  const found = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize`SAM-UNet: Searching for prompts`,
      cancellable: true,
    },
    (_, token) => findSources(folder, token),
  );
  const items: Item[] = [
    ...taughtItems(taught, folder),
    ...found.map((spec, index) => ({ ...itemOf(spec), picked: index === 0 && spec.kind !== 'sidecars' })),
    { label: `$(screen-full) ${localize`Box for a Label…`}`, detail: localized(details.box), spec: 'ask' },
    itemOf({ kind: 'whole' }),
    itemOf({ kind: 'proposals', count: 5 }),
  ];
  const chosen = await pickSome(items, {
    title,
    placeHolder: localize`Select the sources of the prompts`,
    // An image that has just finished opening takes the focus, which would close the list.
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  const specs: SourceSpec[] = [];
  for (const { spec } of chosen) {
    const known = spec === 'ask' ? await askLabelBox(title) : spec;
    if (known === undefined) return undefined;
    specs.push(known);
  }
  return specs;
}

/** The taught labels that a run in a folder can use, with how well they are expected to be found. */
function taughtItems(taught: readonly TaughtItem[], folder: string): Item[] {
  const labels = new Set(taught.map(({ label }) => label));
  return [...labels].flatMap((label) => {
    const card = nearest(taught, folder, label)?.card;
    if (card === undefined) return [];
    const facts = joined([expectedText(card.heldOut), counted(card.examples.length, 'example')], ' · ');
    const description = localized(facts);
    return { ...itemOf({ kind: 'taught', labels: [label] }), description, picked: false };
  });
}

function itemOf(spec: SourceSpec): Item {
  const name = localized(sourceTitle(spec));
  // In some languages the path comes first, which stays as it is.
  const isPath = 'file' in spec && name.startsWith(spec.file);
  const title = isPath ? name : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    label: `$(${icons[spec.kind]}) ${title}`,
    detail: localized(details[spec.kind]),
    spec,
  };
}

async function askLabelBox(title: string): Promise<SourceSpec | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: localize`Enter ${labelBoxExample}.`,
    placeHolder: boxExample,
    ignoreFocusOut: true,
    validateInput: (value) => (parseLabelBox(value) === undefined ? localize`Enter ${labelBoxExample}.` : undefined),
  });
  return text === undefined ? undefined : parseLabelBox(text);
}
