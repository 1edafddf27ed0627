import path from 'node:path';
import { throwIfCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { LruMap } from '../../core/base/lru';
import type { Case } from '../../core/evaluation/case';
import type { VolumeProtocol } from '../../core/evaluation/protocol';
import { scoreVolume } from '../../core/evaluation/score';
import { leastSlices, slicesWith, worstSlice } from '../../core/evaluation/volumeUser';
import type { SlicePlace } from '../../core/image/slicePlace';
import { largestComponent } from '../../core/mask/components';
import { MaskVolume } from '../../core/mask/maskVolume';
import { encodeRunLength } from '../../core/mask/runLength';
import { inscribedEllipse } from '../../core/metrics/inscribedEllipse';
import { overlap } from '../../core/metrics/overlap';
import type { VolumeSurfaceOptions } from '../../core/metrics/volumeSurfaceDistance';
import type { Followed } from '../../core/propagation/followObjects';
import type { InferenceImage, LoadedModel } from '../../core/protocol/inferenceApi';
import { t } from '../../core/text/message';
import { insideFolder } from '../files/insideFolder';
import type { OpenedImage } from '../image/openImage';
import { VolumeWindows } from '../image/volumeWindows';
import { readInferenceSlice } from '../inference/inferenceSlice';
import { readReferences } from '../masks/readReferences';
import type { EvaluateImageContext } from './evaluateContext';
import type { EvaluatedItem } from './evaluatedItems';
import type { Dataset } from './readDataset';
import { boxEverySlice, simulateUser, type Stage } from './simulateUser';

/** Slices prepared for the model that are kept: each is asked about several times for every object. */
const keptSlices = 64;

/**
 * Segments every object of the label maps of a volume by every protocol, and scores it in three dimensions. Every value of a
 * label map is an object; those on fewer than {@link leastSlices} slices are left out.
 * @throws UserError when the image cannot be used; label maps that cannot be used are passed to `onError`
 */
export async function evaluateVolume(
  dataset: Dataset,
  item: EvaluatedItem,
  image: OpenedImage,
  protocols: readonly VolumeProtocol[],
  context: EvaluateImageContext,
): Promise<Case[]> {
  const options = surfaceOptions(image, context);
  const model = await context.client.start();
  const volume = await followed(image, model, context);
  const cases: Case[] = [];
  for (const file of item.masks) {
    try {
      const { values, maskOf } = await readReferences(await insideFolder(dataset.folder, file), image.info);
      const before = cases.length;
      for (const value of values) {
        const reference = maskOf(value);
        if (slicesWith(reference).length < leastSlices) continue;
        throwIfCancelled(context.token);
        const mask = values.length === 1 ? file : `${file}#${value}`;
        for (const { protocol, stages } of await measured(reference, protocols, volume, model)) {
          cases.push({
            ...{ set: dataset.name, image: item.image, mask, protocol: protocol.name },
            ...(item.series === undefined ? {} : { series: item.series }),
            ...caseOf(reference, stages, options),
          });
        }
      }
      if (cases.length === before) {
        throw new UserError('damaged', { problem: t`No label of the map lies on ${leastSlices} slices or more.` });
      }
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
      context.onError(error.inFile(path.join(dataset.folder, file)));
    }
  }
  return cases;
}

/** What each protocol comes to. Those that differ in the number of corrections alone share a simulated user. */
async function measured(
  reference: MaskVolume,
  protocols: readonly VolumeProtocol[],
  volume: Followed,
  model: LoadedModel,
): Promise<{ readonly protocol: VolumeProtocol; readonly stages: readonly Stage[] }[]> {
  const few = protocols.filter(({ boxes }) => boxes === 'few');
  const most = Math.max(...few.map(({ corrections }) => corrections));
  const stages = few.length === 0 ? [] : await simulateUser(reference, volume, model, most);
  const all = few.length === protocols.length ? [] : [await boxEverySlice(reference, volume, model)];
  return protocols.map((protocol) => ({
    protocol,
    stages: protocol.boxes === 'few' ? stages.slice(0, protocol.corrections + 1) : all,
  }));
}

function caseOf(
  reference: MaskVolume,
  stages: readonly Stage[],
  options: VolumeSurfaceOptions,
): Omit<Case, 'set' | 'image' | 'mask' | 'protocol'> {
  const { masks, boxes } = stages.at(-1)!;
  const slice = worstSlice(masks, reference) ?? slicesWith(reference)[0]!;
  const box = boxes.get(slice);
  return {
    size: reference.data.reduce((sum, value) => sum + value, 0) / reference.data.length,
    score: scoreVolume(masks, reference, options),
    baseline: scoreVolume(ellipses(reference), reference, options),
    ...(stages.length === 1 ? {} : { steps: stages.map((stage) => overlap(stage.masks, reference)) }),
    slice,
    prompt: { ...(box === undefined ? {} : { box }), points: [] },
    answer: encodeRunLength(masks.slice(slice)),
    reference: encodeRunLength(reference.slice(slice)),
  };
}

/** The ellipses inscribed in the exact boxes of all slices. */
function ellipses(reference: MaskVolume): MaskVolume {
  const volume = new MaskVolume(reference, reference.slices);
  for (const slice of slicesWith(reference)) {
    const { bounds } = largestComponent(reference.slice(slice))!;
    volume.slice(slice).data.set(inscribedEllipse(reference, bounds).data);
  }
  return volume;
}

/** The volume as the editor would ask about it, in one window. */
async function followed(
  image: OpenedImage,
  { prompts }: LoadedModel,
  { client, token, zoom }: EvaluateImageContext,
): Promise<Followed> {
  const window = await new VolumeWindows(image).of(0);
  const seen = new LruMap<number, Promise<InferenceImage>>(keptSlices);
  const see = (at: SlicePlace): Promise<InferenceImage> => {
    const known = seen.get(at.slice) ?? readInferenceSlice(image, at, window).then((slice) => slice.image);
    seen.set(at.slice, known);
    return known;
  };
  return {
    info: image.info,
    prompts,
    ask: async (at, asked, effort) => {
      throwIfCancelled(token);
      return (await client.segment(await see(at), asked, zoom ? effort : 'preview', token, 'bulk')).objects;
    },
    see,
  };
}

function surfaceOptions({ info }: OpenedImage, { unit, tolerance }: EvaluateImageContext): VolumeSurfaceOptions {
  if (unit === 'px') return { tolerance };
  if (info.geometry === undefined) {
    throw new UserError('bad-input', {
      problem: t`The image does not specify the size of its voxels.`,
      advice: t`Measure in pixels instead.`,
    });
  }
  return { tolerance, spacing: info.geometry.spacing };
}
