import { UserError } from '../../base/error';
import { t } from '../../text/message';
import type { FileContent } from '../content';
import type { Siblings } from '../siblings';
import { kindOf } from './sniff';

const magic = [0x6e, 0x2b, 0x31, 0x00];

/** Fields of Analyze 7.5 that mean something else in NIfTI: units, and where the voxels lie. SPM's scale is the slope of NIfTI. */
const analyzeOnly = [
  [116, 124],
  [252, 344],
] as const;

/** A header as that of a single NIfTI file, which the parser expects: with its magic, and without what Analyze has in its places. */
export function asNifti(header: Uint8Array): Uint8Array {
  const kind = kindOf(header);
  if (kind === undefined || kind === 'single') return header;
  const copy = header.slice();
  if (copy[4] === 0x6e) {
    copy[5] = magic[1]!;
    return copy;
  }
  copy.set(magic, 344);
  if (kind === 'analyze') for (const [from, to] of analyzeOnly) copy.fill(0, from, to);
  return copy;
}

/**
 * The file of the voxels that belong to a header, or the header that belongs to the voxels: `a.hdr` and `a.img`, either gzipped.
 * @throws UserError `not-found`, and what `siblings` throws
 */
export async function otherOfPair(name: string, siblings: Siblings): Promise<FileContent> {
  const own = name.replace(/^.*[/\\]/, '');
  const [, stem = own, ending = 'hdr'] = /^(.*)\.(hdr|img)(?:\.gz)?$/i.exec(own) ?? [];
  const lower = ending.toLowerCase() === 'hdr' ? 'img' : 'hdr';
  const other = `${stem}.${ending === ending.toUpperCase() ? lower.toUpperCase() : lower}`;
  for (const candidate of [other, `${other}.gz`]) {
    try {
      return await siblings.read(candidate);
    } catch (error) {
      if (!(error instanceof UserError && error.code === 'not-found')) throw error;
    }
  }
  throw new UserError('not-found', {
    problem:
      lower === 'img'
        ? t`The voxels of this image should be in ${other} beside it, which is missing.`
        : t`The header of this image should be in ${other} beside it, which is missing.`,
    advice: t`Put both files of the pair in one folder.`,
  });
}
