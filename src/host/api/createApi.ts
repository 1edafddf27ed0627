import path from 'node:path';
import * as vscode from 'vscode';
import { assistantName } from '../../core/assistants/assistantName';
import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import type { PlannedObject } from '../../core/bulk/sources/source';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { verbatim } from '../../core/text/message';
import { planRun } from '../../node/bulk/planRun';
import { answerObjects, ImageQuestions, signObjects } from '../../node/bulk/segmentImage';
import { isSamePath } from '../../node/files/fileKey';
import { slashPath } from '../../node/files/slashPath';
import { openImage, placeOfImage } from '../../node/image/openImage';
import type { Catalogue } from '../catalogue';
import { readAnnotator, readSeriesMode } from '../config';
import { showImage, showPlace } from '../editor/showImage';
import { maskChanges } from './maskChanges';
import type { MaskObject, ObjectPrompt, SamUnetApi, SegmentOptions } from './samUnetApi';

export const apiVersion = 1;

/** The API that other extensions get. What it throws are errors whose messages are in English. */
export function createApi(catalogue: Catalogue): SamUnetApi & vscode.Disposable {
  const changes = maskChanges(catalogue.editors);
  return {
    version: apiVersion,
    onDidChangeMasks: changes.event,
    open: async (image, place) => {
      const page = await showImage(catalogue.editors, image, { preview: false });
      if (place !== undefined) await showPlace(page, place);
    },
    objects: async (image) => (await objectsOf(image, catalogue)).map(shown),
    segment: async (image, prompts, options = {}) =>
      (options.save === undefined
        ? (await answered(image, prompts, options, catalogue)).map((object) => ({ ...object, id: '' }))
        : await added(image, prompts, { ...options, extension: options.save.extension }, catalogue)
      ).map(shown),
    dispose: () => {
      changes.dispose();
    },
  };
}

/** What an open editor shows, or else what the disk has. @throws UserError `damaged` */
async function objectsOf({ fsPath }: vscode.Uri, { editors, maskStore }: Catalogue): Promise<readonly SidecarObject[]> {
  const file = (await placeOfImage(fsPath, { series: readSeriesMode() })).series?.anchor ?? fsPath;
  const open = editors.documents.find(({ uri }) => isSamePath(uri.fsPath, file));
  if (open !== undefined) {
    await open.open();
    return open.state.objects;
  }
  const { sidecar, damage } = await maskStore.inspectMasks(file);
  if (damage !== undefined) throw new UserError('damaged', damage);
  return sidecar?.objects ?? [];
}

/** The model's answers, which are written nowhere. */
async function answered(
  { fsPath }: vscode.Uri,
  prompts: readonly ObjectPrompt[],
  { token = neverCancelled }: SegmentOptions,
  { client }: Catalogue,
): Promise<readonly SidecarObject[]> {
  const image = await openImage(fsPath, { series: readSeriesMode(), token });
  try {
    const { slice, volume } = image;
    const planned = prompts.map((prompt): PlannedObject => ({ slice, volume, ...plannedOf(prompt) }));
    const questions = new ImageQuestions(image, { client, token, priority: 'interactive' });
    return signObjects(await answerObjects(planned, questions), await client.start(), { by: readAnnotator() });
  } finally {
    image.dispose();
  }
}

/** A bulk run over one image, whose masks say which extension has asked. @throws UserError where nothing was written */
async function added(
  { fsPath }: vscode.Uri,
  prompts: readonly ObjectPrompt[],
  { extension, token = neverCancelled }: SegmentOptions & { readonly extension: string },
  { bulk, maskStore: store }: Catalogue,
): Promise<readonly SidecarObject[]> {
  const series = readSeriesMode();
  const workspace = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(fsPath));
  const folder = workspace?.uri.fsPath ?? path.dirname(fsPath);
  const anchor = (await placeOfImage(fsPath, { series })).series?.anchor ?? fsPath;
  const [named, image] = [slashPath(folder, fsPath), slashPath(folder, anchor)];
  const source: SourceSpec = {
    kind: 'asked',
    objects: prompts.map(({ points = [], box, ...prompt }) => ({
      ...{ ...prompt, image: named, points: points.map(({ x, y, positive }) => [x, y, positive ? 1 : 0] as const) },
      ...(box === undefined ? {} : { box: [...box] as [number, number, number, number] }),
    })),
  };
  const request = { folder, series, sources: [source], only: [image], assistant: assistantName(extension) };
  const { run, written, failed, skipped } = await bulk.run(await planRun(request, { store, token }));
  if (failed[0] !== undefined) throw failed[0].error;
  if (written.length === 0) {
    const [reason] = skipped.map((each) => each.reason);
    throw new UserError('conflict', {
      file: fsPath,
      problem: verbatim(`Nothing was saved: ${reason ?? 'cancelled'}.`),
    });
  }
  const { sidecar } = await store.inspectMasks(anchor);
  return (sidecar?.objects ?? []).filter((object) => object.run === run);
}

function plannedOf({ box, points = [], ...prompt }: ObjectPrompt): Pick<PlannedObject, 'label' | 'prompt'> {
  const [x0, y0, x1, y1] = box ?? [0, 0, 0, 0];
  return { ...prompt, prompt: { ...(box === undefined ? {} : { box: { x0, y0, x1, y1 } }), points } };
}

function shown({ id, label, slice, volume, status, quality, assistant, mask }: SidecarObject): MaskObject {
  const [width, height] = mask.size;
  return {
    ...{ id, label, slice },
    ...(volume === undefined ? {} : { volume }),
    status: status === 'draft' ? 'unreviewed' : status,
    ...(quality === undefined ? {} : { quality }),
    ...(assistant === undefined ? {} : { assistant }),
    mask: { width, height, counts: [...mask.counts] },
  };
}
