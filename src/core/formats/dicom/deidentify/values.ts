import { binaryNumbers } from '../dataSet';

/** UIDs of the standard that name frames of reference all patients share, such as atlases (PS3.6, A.2). */
const sharedFrame = /^1\.2\.840\.10008\.1\.4\.[\d.]+$/;

/** New values of UIDs: those of instances by `uid`, the same for the same. */
export function changedUids(text: string, uid: (uid: string) => string): string {
  return eachValue(text, (value) => (value === '' || sharedFrame.test(value) ? value : uid(value)));
}

/** Dates, with their times where they have some, moved by days; nothing for what is no whole date (PS3.5, 6.2). */
export function shiftedDates(text: string, days: number): string {
  return eachValue(text, (value) => {
    const [, year, month, day, time = ''] =
      /^(\d{4})\.?(\d\d)\.?(\d\d)((?:\d{2}){0,3}(?:\.\d{1,6})?(?:[+-]\d{4})?)$/.exec(value) ?? [];
    if (year === undefined) return '';
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + days));
    // Years below 100 would be read as those of the last century.
    return Number(year) < 100 || date.getUTCFullYear() < 1
      ? ''
      : `${date.toISOString().slice(0, 10).replaceAll('-', '')}${time}`;
  });
}

/** What values of a kind may consist of; anything else in them is left out. */
const wellFormed: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  DS: /^[\d.,+\-Ee]*$/,
  IS: /^[\d.,+\-Ee]*$/,
  TM: /^[\d.:]*$/,
  UI: /^[\d.]*$/,
};
const texts: ReadonlySet<string> = new Set(['CS', 'LO', 'SH', 'UC', ...Object.keys(wellFormed)]);

/** A value that stays, without anything that programs do not show or that its kind cannot be. @param vrs value representations it may have */
export function keptValue(bytes: Uint8Array, vrs: readonly string[]): Uint8Array {
  const vr = vrs.find((each) => texts.has(each));
  if (vr === undefined) {
    const isWhole = vrs.every((each) => bytes.length % (binaryNumbers[each]?.[0] ?? 1) === 0);
    return isWhole ? bytes : new Uint8Array(0);
  }
  const end = bytes.indexOf(0);
  const shown = end < 0 ? bytes : bytes.subarray(0, end);
  const form = wellFormed[vr];
  if (form === undefined) return shown;
  const values = String.fromCharCode(...shown).split('\\');
  return values.every((value) => form.test(value.trim())) ? shown : new Uint8Array(0);
}

function eachValue(text: string, change: (value: string) => string): string {
  return text
    .split('\\')
    .map((value) => change(value.trim()))
    .join('\\');
}
