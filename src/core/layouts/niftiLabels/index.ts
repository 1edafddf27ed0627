import { t } from '../../text/message';
import type { Layout } from '../layout';
import { splitMaskPath } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'nifti-labels',
  title: t`NIfTI per label`,
  description: t`<image>/<label>.nii.gz, 0 and 1, in a folder for each image`,
  cannotHoldEmpty: true,
  detect: (paths) => paths.some((path) => splitMaskPath(path) !== undefined),
  read,
  writer,
} as const satisfies Layout;
