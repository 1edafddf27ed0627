import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/setup/paths.mjs';
import { boxedSlices, slicesWith, worstSlice } from '../../../src/core/evaluation/volumeUser';
import { largestComponent } from '../../../src/core/mask/components';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { overlap } from '../../../src/core/metrics/overlap';
import { segment } from '../../../src/core/model/segment';
import { boxEverySlice } from '../../../src/node/evaluation/simulateUser';
import { VolumeSession } from '../../../src/node/evaluation/volumeSession';
import { openImage } from '../../../src/node/image/openImage';
import { VolumeWindows } from '../../../src/node/image/volumeWindows';
import { readInferenceSlice } from '../../../src/node/inference/inferenceSlice';
import { referencesIn } from '../../../src/node/masks/readReferences';
import { loadModel } from '../../../src/node/model/modelFolder';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { useDecoders } from '../../support/useDecoders';
import { formats } from '../../support/shared';

const decoders = useDecoders();

/** Its value in the label map, of TotalSegmentator's classes. */
const liver = 5;

it('a liver through a volume takes two boxes, a propagation and three corrections', async () => {
  const folder = path.join(formats, 'dicom_series_ct');
  const options = { decoders: decoders.pool };
  const image = await openImage(path.join(folder, readdirSync(folder)[0]!), options);
  const map = await openImage(path.join(formats, 'nifti/example_seg_dicom.nii.gz'), { ...options, series: 'single' });
  const reference = (await referencesIn(map, image.info)).maskOf(liver);
  const model = await loadModel(path.join(root, 'models/compact'), ortRuntime, { provider: 'cpu', threads: 2 });
  const window = await new VolumeWindows(image).of(0);
  const see = async (slice: number) => (await readInferenceSlice(image, { slice }, window)).image;
  const volume = {
    info: image.info,
    prompts: model.card.prompts,
    see: ({ slice }: { slice: number }) => see(slice),
    ask: async ({ slice }: { slice: number }, prompts: Parameters<typeof segment>[3]) => {
      const seen = await see(slice);
      const answers = await segment(model, (region) => model.encode(seen, region), seen, prompts, 'final');
      return answers.map(({ mask, ...said }) => ({ ...said, mask: encodeRunLength(mask) }));
    },
  };
  const weights = { name: model.card.name, sha256: model.card.sha256.weights };
  const exactBox = (slice: number) => largestComponent(reference.slice(slice))!.bounds;
  const dice = (masks: typeof reference): number => overlap(masks, reference).dice;

  const session = new VolumeSession(volume, weights);
  const boxed = boxedSlices(slicesWith(reference));
  for (const slice of boxed) await session.box(slice, exactBox(slice));
  await session.propagate(boxed[0]!);
  const propagated = dice(session.masks);
  for (let i = 0; i < 3; i++) {
    // Where the masks are worst a box is drawn again, as a user would who scrolls through them.
    const slice = worstSlice(session.masks, reference, new Set(boxed))!;
    await session.box(slice, exactBox(slice));
  }
  const corrected = dice(session.masks);
  const every = dice((await boxEverySlice(reference, volume, weights)).masks);
  console.log(
    `A liver on ${slicesWith(reference).length} slices: Dice ${propagated.toFixed(3)} after 3 gestures ` +
      `(2 boxes, 1 propagation), ${corrected.toFixed(3)} after 6 (3 corrections), ` +
      `${every.toFixed(3)} with a box on every slice.`,
  );
  expect(boxed.every((slice) => session.isTouched(slice))).toBe(true);
  expect(propagated).toBeGreaterThan(0.93);
  expect(corrected).toBeGreaterThan(every - 0.01);
  image.dispose();
  map.dispose();
});
