import { UserError } from '../base/error';
import { t } from '../text/message';

/** Version of the sidecars that are written. */
export const sidecarVersion = 7;

type Fields = Readonly<Record<string, unknown>>;

/** What makes a sidecar of a version one of the next. A step is never changed: sidecars of every version are out there. */
const steps: Readonly<Record<number, (sidecar: Fields) => Fields>> = {
  // Version 2 adds `maskHashes`, `previousMaskHashes` and `removed`, all of which may be absent.
  1: (sidecar) => sidecar,
  // Version 3 adds `empty`, which may be absent.
  2: (sidecar) => sidecar,
  // Version 4 adds `locked` to objects, which may be absent.
  3: (sidecar) => sidecar,
  // Version 5 adds `planePrompts` to objects, which may be absent.
  4: (sidecar) => sidecar,
  // Version 6 lets `mask` name a DICOM Segmentation.
  5: (sidecar) => sidecar,
  // Version 7 adds `assistant` to objects, and `array` to the image; both may be absent.
  6: (sidecar) => sidecar,
};

/**
 * A sidecar of an older version in the fields of this one. What is no sidecar comes back as it is, for the schema to refuse.
 * @param file for messages
 * @throws UserError `too-new` for a version that is yet unknown
 */
export function migrateSidecar(json: unknown, file: string): unknown {
  if (!isSidecar(json)) return json;
  let { version } = json;
  if (!Number.isInteger(version)) return json;
  if (version > sidecarVersion) throw tooNew(file, version);
  let sidecar: Fields = json;
  for (let step = steps[version]; step !== undefined; step = steps[version]) {
    version++;
    sidecar = { ...step(sidecar), version };
  }
  return sidecar;
}

function isSidecar(json: unknown): json is Fields & { readonly version: number } {
  return (
    typeof json === 'object' &&
    json !== null &&
    'format' in json &&
    json.format === 'sam-unet-masks' &&
    'version' in json &&
    typeof json.version === 'number'
  );
}

function tooNew(file: string, version: number): UserError {
  return new UserError('too-new', {
    file,
    problem: t`The masks were saved by a newer version of SAM-UNet (format ${version}; this version supports formats up to ${sidecarVersion}).`,
    advice: t`Update SAM-UNet to edit them. Until then they are not changed.`,
  });
}
