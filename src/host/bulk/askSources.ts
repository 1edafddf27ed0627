import * as vscode from 'vscode';
import { labelBoxExample, parseLabelBox } from '../../core/bulk/sources/labelBox';
import type { SourceKind, SourceSpec } from '../../core/bulk/sources/spec';
import { sourceTitle } from '../../core/bulk/sources/spec';
import { findSources } from '../../node/bulk/findSources';

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
};

const details: Readonly<Record<SourceKind, string>> = {
  prompts: 'Boxes, points and labels that the file lists.',
  coco: 'Every box of the file, labelled with its category.',
  csv: 'A box a line.',
  yolo: 'Boxes and polygons in text files of the images’ names.',
  labelme: 'Rectangles, points and the bounds of polygons.',
  sidecars: 'Asks again. Masks that a machine made and nobody has looked at are made anew.',
  masks: 'The model improves on each mask.',
  box: 'The same box in every image.',
  propagation: 'In volumes: each mask prompts the next slice, in both directions, until the object ends.',
  proposals: 'Whatever stands out, at most five objects in an image, marked as proposals.',
  whole: 'For images that show one dominant object and have no other prompt.',
};

interface Item extends vscode.QuickPickItem {
  readonly spec: SourceSpec | 'ask';
}

/** Asks where the prompts of a run come from; several sources may be chosen. Undefined when the person gives up. */
export async function askSources(folder: string, title: string): Promise<readonly SourceSpec[] | undefined> {
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'SAM-UNet: looking for prompts', cancellable: true },
    (_, token) => findSources(folder, token),
  );
  const items: Item[] = [
    ...found.map((spec, index) => ({ ...itemOf(spec), picked: index === 0 && spec.kind !== 'sidecars' })),
    { label: '$(screen-full) A Box for a Label…', detail: details.box, spec: 'ask' },
    itemOf({ kind: 'whole' }),
    itemOf({ kind: 'proposals', count: 5 }),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Where the prompts come from',
    canPickMany: true,
    // An image that has just finished opening takes the focus, which would close the list.
    ignoreFocusOut: true,
  });
  if (chosen === undefined || chosen.length === 0) return undefined;
  const specs: SourceSpec[] = [];
  for (const { spec } of chosen) {
    const known = spec === 'ask' ? await askLabelBox(title) : spec;
    if (known === undefined) return undefined;
    specs.push(known);
  }
  return specs;
}

function itemOf(spec: SourceSpec): Item {
  const name = sourceTitle(spec);
  return {
    label: `$(${icons[spec.kind]}) ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    detail: details[spec.kind],
    spec,
  };
}

async function askLabelBox(title: string): Promise<SourceSpec | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: `Write ${labelBoxExample}.`,
    placeHolder: 'liver=10%,20%,60%,80%',
    ignoreFocusOut: true,
    validateInput: (value) => (parseLabelBox(value) === undefined ? `Write ${labelBoxExample}.` : undefined),
  });
  return text === undefined ? undefined : parseLabelBox(text);
}
