import type { LayoutSource } from '../layout';
import { parseColorTable } from './parse';
import type { ColorTable } from './table';

/** Names that programs and data sets give to a table of colours, which lies beside the folders of images and masks. */
const named = /^(labelmap\.txt|class_dict\.csv|label_colors\.txt|colou?rs\.(?:json|csv|txt))$/i;

/** The table of colours of a data set; undefined where it has none. @throws UserError `damaged` */
export async function readColorTable({
  paths,
  text,
}: Pick<LayoutSource, 'paths' | 'text'>): Promise<ColorTable | undefined> {
  const file = paths.find((path) => named.test(path));
  return file === undefined ? undefined : parseColorTable(await text(file), file);
}
