import * as vscode from 'vscode';
import { findObject } from '../../core/document/state';
import { isSamePlace } from '../../core/image/slicePlace';
import { parseRange, valuesIn, type ValueRange } from '../../core/image/valueRange';
import { boundsOf, decodeRunLength } from '../../core/mask/runLength';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { formatNumber, shownUnit } from '../../core/view/describe';
import type { OpenedImage } from '../../node/image/openImage';
import { readPart } from '../../node/image/readPart';
import type { ImagePage } from '../editor/imagePage';
import { shownView } from '../editor/showImage';
import { localize } from '../l10n/localize';
import { activePage, type CommandContext } from './context';

/** Longest side, in pixels, of what is read of a large image. */
const mostPixels = 2048;

interface RangeItem extends vscode.QuickPickItem {
  /** null: no limit; undefined: numbers to type. */
  readonly range: ValueRange | null | undefined;
}

/** Limits brush and eraser to pixels whose value lies in a range, or ends that. */
export async function limitBrush(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const chosen = await vscode.window.showQuickPick(await rangeItems(page), {
    title: localize`Limit Brush to Values`,
    prompt: localize`Brush and eraser change only pixels in this range`,
  });
  if (chosen === undefined) return;
  const range = chosen.range === undefined ? await typeRange() : chosen.range;
  if (range !== undefined) await page.perform({ kind: 'brushRange', range });
}

async function rangeItems(page: ImagePage): Promise<RangeItem[]> {
  const { document } = page;
  const { image } = await document.open();
  const view = await shownView(page);
  const object = document.selected === null ? undefined : findObject(document.state, document.selected);
  const { window } = view;
  const offer = (label: string, range: ValueRange): RangeItem => ({
    label,
    description: `${inWords(range)} ${shownUnit(image.info.unit)}`.trim(),
    range,
  });
  return [
    { label: localize`No Limit`, range: null },
    ...(object !== undefined && isSamePlace(object, view)
      ? [offer(localize`Values of “${object.label}”`, await valuesOf(image, object))]
      : []),
    ...(window === null
      ? []
      : [offer(localize`Window`, [window.center - window.width / 2, window.center + window.width / 2])]),
    { label: localize`$(edit) Type Values…`, range: undefined },
  ];
}

/** Values of an object; of a large image, at the level at which it is not too large. */
async function valuesOf(image: OpenedImage, object: SidecarObject): Promise<ValueRange> {
  const bounds = boundsOf(object.mask);
  if (image.readRegion === undefined || bounds === undefined) {
    return valuesIn(await image.readSlice(object.slice, object.volume), decodeRunLength(object.mask));
  }
  const { slice, picture } = await readPart(image, object, bounds, mostPixels);
  return valuesIn(slice, decodeRunLength(picture.runsToPicture(object.mask)));
}

async function typeRange(): Promise<ValueRange | undefined> {
  const typed = await vscode.window.showInputBox({
    title: localize`Limit Brush to Values`,
    prompt: localize`Lowest and highest value, both included`,
    validateInput: (text) =>
      parseRange(text) === undefined ? localize`Enter two numbers, for example “-50 150”.` : undefined,
  });
  return typed === undefined ? undefined : parseRange(typed);
}

function inWords([low, high]: ValueRange): string {
  const text = (value: number): string => formatNumber(value, Number.isInteger(value) ? 0 : 2);
  return localize`${text(low)} to ${text(high)}`;
}
