import path from 'node:path';
import { isCancellation, UserError } from '../../core/base/error';
import type { FoundMask, LayoutObject } from '../../core/layouts/layout';
import { problem, type Problem } from '../../core/lint/problem';
import { t } from '../../core/text/message';
import { exists } from '../files/exists';
import { insideFolder } from '../files/insideFolder';
import { slashPath } from '../files/slashPath';
import type { OpenedImage } from '../image/openImage';
import { isKept } from '../masks/maskFile';
import { inspectMasks, loadMasks, type MaskFault } from '../masks/maskStore';
import { sidecarPath } from '../masks/masksBeside';
import { readFoundMask } from '../transfer/readFoundMask';
import type { Planned } from '../transfer/planImport';
import { checkGrid } from './checkGrid';
import type { DataSource } from './dataSource';
import type { LabelValues } from './labelValues';
import { reason, unreadable } from './unreadable';

/** The masks of an image, and what is wrong with their files. */
export interface ReadMasks {
  readonly objects: readonly LayoutObject[];
  readonly problems: readonly Problem[];
  /** The file that holds them, by which their age is known; absolute. */
  readonly file?: string;
}

const faults: Readonly<Record<MaskFault['kind'], Pick<Problem, 'rule' | 'message'>>> = {
  missing: {
    rule: 'missing-mask',
    message: t`The mask file is missing. “sam-unet restore” redraws it from the sidecar.`,
  },
  changed: { rule: 'changed-mask', message: t`The mask file was written or changed by another program.` },
  interrupted: {
    rule: 'changed-mask',
    message: t`The mask file is behind, because a save was interrupted. The next save updates it.`,
  },
  differs: {
    rule: 'changed-mask',
    message: t`The mask file shows something other than its sidecar, which was edited. “sam-unet restore --changed” redraws it.`,
  },
};

/**
 * The masks that the sidecar of an image has.
 * @returns undefined where there is no sidecar
 * @throws UserError `unreadable`
 */
export async function readSidecarMasks(folder: string, image: OpenedImage): Promise<ReadMasks | undefined> {
  const file = sidecarPath(image.path);
  if (!(await exists(file))) return undefined;
  const name = slashPath(folder, file);
  const disk = await inspectMasks(image.path, true);
  const problems = disk.faults.map((fault) =>
    problem(slashPath(folder, fault.file), faults[fault.kind].rule, faults[fault.kind].message),
  );
  if (disk.damage !== undefined) {
    return { objects: [], problems: [unreadable(new UserError('damaged', disk.damage), name)] };
  }
  try {
    const { content } = await loadMasks({ ...image.info, ...seriesOf(image), path: image.path });
    return { objects: (content?.objects ?? []).filter(isKept), problems, file };
  } catch (error) {
    // It is for an image of another size.
    return { objects: [], problems: [...problems, problem(name, 'size-mismatch', reason(error))] };
  }
}

function seriesOf({ instances }: OpenedImage): { readonly instances?: readonly string[] } {
  return instances === undefined ? {} : { instances };
}

/** The masks that a layout has for an image. @throws UserError `cancelled` */
export async function readLayoutMasks(
  { folder, masks: found, isNnUnet }: DataSource,
  { masks }: Planned,
  image: OpenedImage,
  values: LabelValues,
): Promise<ReadMasks> {
  const objects: LayoutObject[] = [];
  const problems: Problem[] = [];
  for (const { at, mask } of masks) {
    const name = nameOf(mask) ?? slashPath(folder, image.path);
    try {
      const grid = hasGrid(mask)
        ? await checkGrid(await insideFolder(folder, mask.path), mask.path, image, isNnUnet)
        : undefined;
      if (grid !== undefined) {
        problems.push(grid);
        continue;
      }
      const read = await readFoundMask(folder, mask, { slice: 0, ...at }, image, found!.labels);
      if (mask.kind === 'labelMap') {
        values.add(
          name,
          mask,
          read.map(({ label }) => label),
        );
        if (read.length === 0)
          problems.push(problem(name, 'empty-mask', t`The label map has no pixel of an object.`, 'warning'));
      }
      objects.push(...read);
    } catch (error) {
      if (isCancellation(error)) throw error;
      problems.push(unreadable(error, name));
    }
  }
  const [first] = masks.flatMap(({ mask }) => nameOf(mask) ?? []);
  return { objects, problems, ...(first === undefined ? {} : { file: path.join(folder, first) }) };
}

function nameOf(mask: FoundMask): string | undefined {
  return mask.kind === 'inline' ? undefined : mask.path;
}

/** Whether a mask is a picture or a volume of the size of its image. */
function hasGrid(mask: FoundMask): mask is Extract<FoundMask, { kind: 'mask' | 'labelMap' }> {
  return mask.kind === 'mask' || mask.kind === 'labelMap';
}
