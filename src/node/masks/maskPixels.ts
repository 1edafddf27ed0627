import { UserError } from '../../core/base/error';
import type { LabelMap } from '../../core/formats/png/labelMap';
import type { ColoredPixels } from '../../core/layouts/colors/read';
import { rgb } from '../../core/layouts/colors/table';
import { probabilities } from '../../core/layouts/graded';
import { t } from '../../core/text/message';
import { openImage } from '../image/openImage';

/** The largest value of a label. */
const mostValue = 65_535;

/**
 * The first slice of a mask in any image format: whole grey values, also of three equal channels, or colours.
 * @throws UserError as `openImage`; `unsupported-encoding` for values that are no labels, such as probabilities
 */
export async function maskPixels(file: string): Promise<LabelMap | ColoredPixels> {
  const image = await openImage(file, { series: 'single' });
  try {
    const { width, height, channels, data } = await image.readSlice(0);
    if (channels === 3 && !isGrey(data)) {
      const colors = Uint32Array.from({ length: width * height }, (_, at) =>
        rgb(data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!),
      );
      return { width, height, colors };
    }
    const values = new Uint16Array(width * height);
    for (let at = 0; at < values.length; at++) {
      const value = data[at * channels]!;
      if (!Number.isInteger(value)) throw probabilities(value);
      if (value < 0 || value > mostValue) throw noLabel(value);
      values[at] = value;
    }
    return { width, height, data: values };
  } finally {
    image.dispose();
  }
}

/** Whether three channels are equal everywhere. */
function isGrey(data: ArrayLike<number>): boolean {
  for (let at = 0; at < data.length; at += 3) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false;
  }
  return true;
}

function noLabel(value: number): UserError {
  return new UserError('unsupported-encoding', {
    problem: t`The value ${value} is not a label: labels are whole numbers from 1 to ${mostValue}.`,
    advice: t`Save label maps as indexed or grey PNG, or as NIfTI.`,
  });
}
