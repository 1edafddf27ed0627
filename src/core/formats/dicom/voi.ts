import type { GreyTable } from '../../image/slice';
import type { Window } from '../../image/window';
import { decimals, strings, type DataSet } from './dataSet';
import type { FrameGroups } from './functionalGroups';
import { readLookupTable } from './lookupTable';

const tags = {
  frameVoiLut: 'x00289132',
  center: 'x00281050',
  width: 'x00281051',
  explanation: 'x00281055',
  voiFunction: 'x00281056',
  lutSequence: 'x00283010',
  lutExplanation: 'x00283003',
};

/** The ways of showing a frame that its header offers: windows in order, then tables. */
export interface Voi {
  readonly windows: readonly Window[];
  readonly tables: readonly GreyTable[];
}

const shapes: Readonly<Record<string, Pick<Window, 'shape'>>> = {
  LINEAR_EXACT: { shape: 'exact' },
  SIGMOID: { shape: 'sigmoid' },
};

/**
 * Windows (PS3.3 C.11.2.1.2 and C.11.2.1.3) and VOI LUTs (C.11.2.1.1); pairs that are incomplete or impossible are left out.
 * @param signed whether modality values may be negative
 * @throws UserError `damaged` for a table without its entries
 */
export function voiOf(groups: FrameGroups, frame: number, signed: boolean): Voi {
  const macro = groups.macro(frame, tags.frameVoiLut);
  const items = (macro?.elements[tags.lutSequence]?.items ?? []).map(({ dataSet }) => dataSet);
  const tables = items.map((item) => tableOf(item, signed));
  return { windows: [...windowsOf(macro), ...items.map((item, i) => windowOfTable(item, tables[i]!, i))], tables };
}

function windowsOf(macro: DataSet | undefined): Window[] {
  const centers = decimals(macro, tags.center);
  const widths = decimals(macro, tags.width);
  const names = strings(macro, tags.explanation);
  const shape = shapes[strings(macro, tags.voiFunction)[0] ?? ''] ?? {};
  return centers.flatMap((center, i) => {
    const width = widths[i];
    if (width === undefined || !(width > 0)) return [];
    return [{ center, width, ...nameOf(names[i]), ...shape }];
  });
}

function nameOf(name: string | undefined): Pick<Window, 'name'> {
  return name === undefined || name === '' ? {} : { name };
}

function tableOf(item: DataSet, signed: boolean): GreyTable {
  const { first, bits, entries } = readLookupTable(item, { descriptor: 'x00283002', data: 'x00283006' }, signed);
  const brightest = 2 ** bits - 1;
  return {
    first,
    levels: Uint8Array.from(entries, (entry) => Math.round((Math.min(entry, brightest) / brightest) * 255)),
  };
}

/** A table's window reaches over the values that it has entries for. */
function windowOfTable(item: DataSet, { first, levels }: GreyTable, lut: number): Window {
  const name = strings(item, tags.lutExplanation)[0];
  const width = levels.length;
  return {
    center: first + width / 2,
    width,
    lut,
    ...nameOf(name === '' || name === undefined ? `VOI LUT ${lut + 1}` : name),
  };
}
