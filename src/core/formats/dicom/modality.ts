import type { Slice } from '../../image/slice';
import { decimals, firstItem, type DataSet } from './dataSet';
import type { FrameGroups } from './functionalGroups';
import type { ImagePixel } from './imagePixel';
import { readLookupTable, type LookupTable } from './lookupTable';

const tags = {
  modality: 'x00080060',
  pixelValueTransformation: 'x00289145',
  rescaleIntercept: 'x00281052',
  rescaleSlope: 'x00281053',
  rescaleType: 'x00281054',
  modalityLutSequence: 'x00283000',
  lutType: 'x00283004',
  units: 'x00541001',
  doseUnits: 'x30040002',
  doseGridScaling: 'x3004000e',
};

/** How stored values become modality values (PS3.3 C.11.1). */
export interface ModalityTransform {
  /** Modality values of stored ones; slope and intercept do not apply to them. */
  readonly table?: LookupTable;
  /** Slope and intercept of a frame. */
  readonly rescale: (frame: number) => Pick<Slice, 'slope' | 'intercept'>;
  /** Of the modality values; empty when unknown. */
  readonly unit: string;
}

/** @throws UserError `damaged` for a table without its entries */
export function modalityOf(dataSet: DataSet, groups: FrameGroups, pixel: ImagePixel): ModalityTransform {
  const modality = dataSet.string(tags.modality) ?? '';
  const item = firstItem(dataSet, tags.modalityLutSequence);
  if (item !== undefined) {
    const table = readLookupTable(item, { descriptor: 'x00283002', data: 'x00283006' }, pixel.signed);
    const type = item.string(tags.lutType) ?? '';
    return { table, rescale: () => ({ slope: 1, intercept: 0 }), unit: unitOfType(type) };
  }
  const [scaling] = decimals(dataSet, tags.doseGridScaling);
  if (modality === 'RTDOSE' && scaling !== undefined) {
    return { rescale: () => ({ slope: scaling, intercept: 0 }), unit: doseUnit(dataSet.string(tags.doseUnits) ?? '') };
  }
  return { rescale: (frame) => rescaleOf(groups, frame), unit: unitOf(dataSet, groups, modality) };
}

/** Slope and intercept from stored to modality values (PS3.3 C.11.1). */
function rescaleOf(groups: FrameGroups, frame: number): Pick<Slice, 'slope' | 'intercept'> {
  const macro = groups.macro(frame, tags.pixelValueTransformation);
  const [slope = 1] = decimals(macro, tags.rescaleSlope);
  const [intercept = 0] = decimals(macro, tags.rescaleIntercept);
  return { slope: slope === 0 ? 1 : slope, intercept };
}

/** CT is in HU and PET in its Units unless the header says something else. */
function unitOf(dataSet: DataSet, groups: FrameGroups, modality: string): string {
  const type = groups.macro(0, tags.pixelValueTransformation)?.string(tags.rescaleType) ?? '';
  if (type !== '') return unitOfType(type);
  if (modality === 'CT') return 'HU';
  return modality === 'PT' ? petUnit(dataSet.string(tags.units) ?? '') : '';
}

/** Units by the terms of Rescale Type and Modality LUT Type (PS3.3 C.11.1.1.2). */
function unitOfType(type: string): string {
  if (type === 'US') return '';
  // 2140 stands for an optical density of 2.140.
  return type === 'OD' ? '10⁻³ OD' : type;
}

function petUnit(units: string): string {
  const known: Readonly<Record<string, string>> = {
    NONE: '',
    BQML: 'Bq/ml',
    GML: 'g/ml',
    PCNT: '%',
    CNTS: 'counts',
    CPS: 'counts/s',
  };
  return known[units] ?? units;
}

function doseUnit(units: string): string {
  return units === 'GY' ? 'Gy' : units === 'RELATIVE' ? 'of the reference dose' : units;
}
