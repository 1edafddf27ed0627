import { decimals, firstItem, strings, type DataSet } from './dataSet';

const tags = {
  seriesDate: 'x00080021',
  seriesTime: 'x00080031',
  acquisitionDate: 'x00080022',
  acquisitionTime: 'x00080032',
  weight: 'x00101030',
  radiopharmaceuticals: 'x00540016',
  startTime: 'x00181072',
  totalDose: 'x00181074',
  halfLife: 'x00181075',
  startDateTime: 'x00181078',
  correctedImage: 'x00280051',
  units: 'x00541001',
  decayCorrection: 'x00541102',
  gePostInjectionDateTime: 'x0009100d',
  philipsSuvFactor: 'x70531000',
  philipsActivityFactor: 'x70531009',
};

const hour = 3600;

/**
 * What modality values of a PET image are multiplied with to be SUV by body weight, in g/ml, as the Quantitative Imaging
 * Biomarkers Alliance reckons it (QIBA FDG-PET/CT profile, appendix G).
 * @returns undefined where the header does not say enough
 */
export function suvFactorOf(dataSet: DataSet): number | undefined {
  if (dataSet.string('x00080060') !== 'PT') return undefined;
  const units = dataSet.string(tags.units);
  if (units === 'GML') return 1;
  if (units === 'CNTS') {
    const [suv] = decimals(dataSet, tags.philipsSuvFactor);
    if (suv !== undefined && suv > 0) return suv;
    const [activity] = decimals(dataSet, tags.philipsActivityFactor);
    const perActivity = suvPerActivity(dataSet);
    return activity !== undefined && activity > 0 && perActivity !== undefined ? activity * perActivity : undefined;
  }
  return units === 'BQML' ? suvPerActivity(dataSet) : undefined;
}

/** SUV of 1 Bq/ml: the patient's weight in grams by the dose that was left at the time that the values are corrected to. */
function suvPerActivity(dataSet: DataSet): number | undefined {
  const corrections = strings(dataSet, tags.correctedImage);
  const item = firstItem(dataSet, tags.radiopharmaceuticals);
  const [weight] = decimals(dataSet, tags.weight);
  const [dose] = decimals(item, tags.totalDose);
  if (!corrections.includes('ATTN') || !corrections.includes('DECY')) return undefined;
  if (weight === undefined || dose === undefined || !(weight > 0 && dose > 0)) return undefined;
  const correction = dataSet.string(tags.decayCorrection);
  if (correction === 'ADMIN') return (weight * 1000) / dose;
  const [halfLife] = decimals(item, tags.halfLife);
  const elapsed = secondsSinceInjection(dataSet, item);
  if (correction !== 'START' || halfLife === undefined || !(halfLife > 0) || elapsed === undefined) return undefined;
  return (weight * 1000) / (dose * 2 ** (-elapsed / halfLife));
}

/** From the injection to the start of the scan; undefined when it is not between nothing and a day. */
function secondsSinceInjection(dataSet: DataSet, item: DataSet | undefined): number | undefined {
  const scan = startOfScan(dataSet);
  const seriesDate = dataSet.string(tags.seriesDate) ?? '';
  const injection =
    secondsOf(item?.string(tags.startDateTime) ?? '') ?? secondsOf(seriesDate + (item?.string(tags.startTime) ?? ''));
  if (scan === undefined || injection === undefined) return undefined;
  const elapsed = scan - injection;
  // A start without its date may lie on the day before.
  const sure = elapsed < 0 && item?.string(tags.startDateTime) === undefined ? elapsed + 24 * hour : elapsed;
  return sure >= 0 && sure < 24 * hour ? sure : undefined;
}

/** The series' time, unless it is later than the acquisition, as in series that were made afterwards. */
function startOfScan(dataSet: DataSet): number | undefined {
  const text = (tag: string): string => dataSet.string(tag) ?? '';
  const series = secondsOf(text(tags.seriesDate) + text(tags.seriesTime));
  const acquisition = secondsOf(text(tags.acquisitionDate) + text(tags.acquisitionTime));
  if (series !== undefined && (acquisition === undefined || series <= acquisition)) return series;
  return secondsOf(text(tags.gePostInjectionDateTime)) ?? acquisition;
}

/** Seconds of a DT, or of a DA with a TM behind it: `20240131101112.5`; undefined where it has no time. */
function secondsOf(text: string): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})?(\d{2})?(\.\d+)?/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hours, minutes, seconds, fraction] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return Date.UTC(year!, month! - 1, day, hours, minutes, seconds) / 1000 + fraction!;
}
