import * as vscode from 'vscode';
import { flattenedText, type FlattenedObject } from '../../core/document/flattening';
import { UserError } from '../../core/base/error';
import { defaultWindow } from '../../core/image/applyWindow';
import type { Window } from '../../core/image/window';
import { volumeOf } from '../../core/image/slicePlace';
import { objectStatusText, provenanceText, statusSigns } from '../../core/sidecar/provenance';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { stored } from '../../core/text/message';
import { areaText, labelVolumeText } from '../../core/view/objectSize';
import type { OpenedImage } from '../../node/image/openImage';
import { readPart } from '../../node/image/readPart';
import { regionAround, thumbnail, thumbnailSide } from '../../node/image/thumbnail';
import { pictureTooltip } from '../labels/pictureTooltip';
import { localize, localized } from '../l10n/localize';
import { localizedTime } from '../l10n/time';
import { swatch } from '../labels/swatch';
import type { ImageDocument } from './imageDocument';

/** A row of the Objects view. Its context value names the states that its menus depend on. */
export function objectItem(object: SidecarObject, document: ImageDocument): vscode.TreeItem {
  const item = new vscode.TreeItem(object.label);
  const facts = factsOf(object, document);
  const isFlattened = flattenedOf(object, document) !== undefined;
  const { states, status, quality, place, area } = facts;
  item.id = object.id;
  item.iconPath = swatch(document.shown.colorOf(object), isFlattened);
  // What decides what is to be done comes first: a narrow side bar cuts the rest off.
  item.description = [...states, [statusSigns[object.status], ...quality].join(' '), ...place, ...area].join(' · ');
  // Without it, screen readers read the tooltip.
  item.accessibilityInformation = {
    label: [
      ...[object.label, ...states, ...place, ...area, ...quality, status],
      ...(isFlattened ? [localize`partly covered`] : []),
    ].join(', '),
  };
  const context = [document.hidden.has(object.id) ? 'hidden' : 'shown', object.locked === true ? 'locked' : 'open'];
  item.contextValue = ['object', ...context].join(' ');
  item.command = { command: 'samUnet.selectObject', title: localize`Select Object`, arguments: [object.id] };
  return item;
}

/** What a row says of an object besides its label. Of the place, what differs between the objects of the image. */
function factsOf(object: SidecarObject, document: ImageDocument) {
  const { quality, slice } = object;
  const { objects } = document.state;
  const info = document.opened?.image.info;
  return {
    states: [
      ...(object.locked === true ? [localize`locked`] : []),
      ...(document.hidden.has(object.id) ? [localize`hidden`] : []),
    ],
    status: localized(objectStatusText(object)),
    quality: quality === undefined ? [] : [quality.toFixed(2)],
    place: [
      ...(objects.some((other) => volumeOf(other) > 0) ? [localize`volume ${volumeOf(object) + 1}`] : []),
      ...(objects.some((other) => other.slice > 0) ? [localize`slice ${slice + 1}`] : []),
    ],
    area: info === undefined ? [] : [localized(areaText(object.mask, info))],
  };
}

/** The tooltip of a row: a picture of the mask on its slice, and what there is to know. The picture is made when it is wanted. */
export async function objectTooltip(
  object: SidecarObject,
  document: ImageDocument,
  shown: Window | null | undefined,
): Promise<vscode.MarkdownString> {
  return pictureTooltip(await pictureOf(object, document, shown), tooltipLines(object, document));
}

/** @param shown the window of the page; undefined when no page is open */
async function pictureOf(
  object: SidecarObject,
  document: ImageDocument,
  shown: Window | null | undefined,
): Promise<Uint8Array | undefined> {
  try {
    const { image, windows } = await document.open();
    const volume = volumeOf(object);
    if (image.readRegion !== undefined) return await largePicture(object, document, image, shown);
    const slice = await image.readSlice(object.slice, volume);
    const window = shown === undefined ? await windows.ofSlice(slice, volume) : shown;
    const masks = [{ mask: object.mask, color: document.shown.colorOf(object) }];
    return thumbnail(slice, { info: image.info, window, masks, region: regionAround(object.mask, slice) });
  } catch (error) {
    // The page says why a slice cannot be read.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** As {@link pictureOf}, of an object in a large image, of which no more is read than is shown. */
async function largePicture(
  object: SidecarObject,
  document: ImageDocument,
  image: OpenedImage,
  shown: Window | null | undefined,
): Promise<Uint8Array> {
  const region = regionAround(object.mask, image.info);
  const { slice, picture } = await readPart(image, object, region, thumbnailSide);
  const window = shown === undefined ? defaultWindow(slice) : shown;
  const masks = [{ mask: picture.runsToPicture(object.mask), color: document.shown.colorOf(object) }];
  return thumbnail(slice, { info: image.info, window, masks });
}

function tooltipLines(object: SidecarObject, document: ImageDocument): readonly string[] {
  const { at, quality, reasons = [] } = object;
  const flattened = flattenedOf(object, document);
  const info = document.opened?.image.info;
  const kept = document.state.objects.filter(({ status }) => status !== 'rejected');
  const volume = info && labelVolumeText(object, kept, info);
  return [
    localize`Status: ${objectStatusText(object)}`,
    `${localized(provenanceText(object))}, ${localizedTime(at)}`,
    ...(quality === undefined ? [] : [localize`Estimated Dice ${quality.toFixed(2)}`]),
    ...(volume === undefined ? [] : [localize`“${object.label}” on all slices: ${localized(volume)}`]),
    ...reasons.map((reason) => localize`The mask ${stored(reason)}`),
    ...(flattened === undefined ? [] : [localize`In the label map, ${localized(flattenedText(flattened))}`]),
  ];
}

function flattenedOf({ id }: SidecarObject, document: ImageDocument): FlattenedObject | undefined {
  return document.flattened.find((each) => each.object.id === id);
}
