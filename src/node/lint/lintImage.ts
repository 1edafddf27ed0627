import { stat } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { rectOf } from '../../core/geometry/rect';
import { orientationLetter } from '../../core/geometry/volumeGeometry';
import type { ImageInfo } from '../../core/image/medicalImage';
import type { Slice } from '../../core/image/slice';
import { isSamePlace, placesOf, type SlicePlace } from '../../core/image/slicePlace';
import type { LayoutObject } from '../../core/layouts/layout';
import type { ImageFacts, MaskAge } from '../../core/lint/facts';
import { fingerprint, type Fingerprint } from '../../core/lint/fingerprint';
import { LabelMeasures } from '../../core/lint/labelMeasures';
import { measureMask } from '../../core/lint/measureMask';
import { problem, type Problem } from '../../core/lint/problem';
import { judgeMask } from '../../core/lint/single';
import { writtenText } from '../../core/lint/writtenText';
import type { RunLengthMask } from '../../core/mask/runLength';
import { t } from '../../core/text/message';
import { slashPath } from '../files/slashPath';
import { openImage, type OpenedImage } from '../image/openImage';
import { readPart } from '../image/readPart';
import type { ListedImage } from '../series/imagesOf';
import { openPlanned } from '../transfer/findMasks';
import type { DataSource } from './dataSource';
import { identityProblems, readIdentity } from './identity';
import type { LabelValues } from './labelValues';
import { readLayoutMasks, readSidecarMasks, type ReadMasks } from './readObjects';

/** Pixels that the longest side of a large image has at least where its values are measured. */
const overviewSide = 1024;

export interface LintContext {
  readonly source: DataSource;
  readonly values: LabelValues;
  readonly isInRepository: boolean;
  readonly token: CancellationToken;
}

export interface LintedImage {
  readonly facts: ImageFacts;
  readonly problems: readonly Problem[];
}

/**
 * Reads an image once with its masks, and judges what it shows alone.
 * @throws UserError that names a file which cannot be read, `cancelled`
 */
export async function lintImage(listed: ListedImage, context: LintContext): Promise<LintedImage> {
  const { source, values, token } = context;
  const { folder, masks: found } = source;
  const planned = source.planned.get(listed.path);
  const image =
    found !== undefined && planned !== undefined
      ? await openPlanned(found, planned)
      : await openImage(path.join(folder, listed.path), { token });
  try {
    const own = await readSidecarMasks(folder, image);
    const others = planned === undefined ? undefined : () => readLayoutMasks(source, planned, image, values);
    const masks: ReadMasks = own ?? (await others?.()) ?? { objects: [], problems: [] };
    const measured = await measure(image, listed.path, masks.objects, token);
    const identity = await readIdentity(image, listed.path);
    const age = masks.file === undefined ? undefined : await ageOf(folder, image.path, masks.file);
    const { patient, series } = identity;
    return {
      facts: {
        path: listed.path,
        slices: image.info.slices,
        modality: image.info.modality,
        contentHash: image.contentHash,
        labels: measured.measures.of(image.info),
        ...gridOf(image.info),
        ...(measured.fingerprint === undefined ? {} : { fingerprint: measured.fingerprint }),
        ...(patient === undefined ? {} : { patient }),
        ...(series === undefined ? {} : { series }),
        ...(age === undefined ? {} : { age }),
      },
      problems: [
        ...masks.problems,
        ...measured.problems,
        ...(measured.hasText && !identity.isBurnedIn
          ? [problem(listed.path, 'written-text', t`The pixels seem to hold text. Check that it names no patient.`)]
          : []),
        ...identityProblems(listed.path, identity, context.isInRepository),
      ],
    };
  } finally {
    image.dispose();
  }
}

/** A slice, or the overview of a large one, and what of a mask it shows. */
async function sliceAt(
  image: OpenedImage,
  at: SlicePlace,
): Promise<{ readonly slice: Slice; readonly shown: (mask: RunLengthMask) => RunLengthMask }> {
  if (image.readRegion === undefined) {
    return { slice: await image.readSlice(at.slice, at.volume), shown: (mask) => mask };
  }
  const { slice, picture } = await readPart(image, at, rectOf(image.info), overviewSide);
  return { slice, shown: (mask) => picture.runsToPicture(mask) };
}

interface Measured {
  readonly measures: LabelMeasures;
  readonly problems: readonly Problem[];
  readonly fingerprint: Fingerprint | undefined;
  /** Whether the middle slice seems to hold text. */
  readonly hasText: boolean;
}

/** Measures the masks slice by slice, and takes the fingerprint of the middle slice. */
async function measure(
  image: OpenedImage,
  name: string,
  objects: readonly LayoutObject[],
  token: CancellationToken,
): Promise<Measured> {
  const measures = new LabelMeasures();
  const problems: Problem[] = [];
  const middle = { slice: Math.floor(image.info.slices / 2) };
  let taken: Fingerprint | undefined;
  let hasText = false;
  for (const place of placesOf([...objects, middle])) {
    throwIfCancelled(token);
    const { slice, shown } = await sliceAt(image, place);
    if (isSamePlace(place, middle)) {
      taken = fingerprint(slice);
      hasText = mayHoldText(image.info) && writtenText(slice).length > 0;
    }
    for (const object of objects.filter((each) => isSamePlace(each, place))) {
      const measured = measureMask(object.mask, slice, shown(object.mask));
      const judged = judgeMask(name, object, image.info.slices, measured);
      problems.push(...judged);
      measures.add(object.label, object.slice, measured, judged.length > 0);
    }
  }
  return { measures, problems, fingerprint: taken, hasText };
}

/** Devices write into pictures and clips, not into slices whose place in the patient is known. */
function mayHoldText({ geometry, levels }: ImageInfo): boolean {
  return geometry === undefined && levels === undefined;
}

function gridOf({ geometry, pixelSpacing }: ImageInfo): Pick<ImageFacts, 'spacing' | 'orientation'> {
  const spacing = geometry?.spacing ?? pixelSpacing;
  return {
    ...(spacing === undefined ? {} : { spacing }),
    ...(geometry === undefined ? {} : { orientation: geometry.axes.map(orientationLetter).join('') }),
  };
}

async function ageOf(folder: string, image: string, file: string): Promise<MaskAge> {
  const [own, masks] = await Promise.all([stat(image), stat(file)]);
  return { file: slashPath(folder, file), seconds: (masks.mtimeMs - own.mtimeMs) / 1000 };
}
