/** A number as DS writes it, in 16 characters at most (PS3.5, 6.2), as exactly as these let it. */
export function decimal(value: number): string {
  if (Object.is(value, -0) || value === 0) return '0';
  for (let digits = 16; digits > 0; digits--) {
    const rounded = Number(value.toPrecision(digits));
    // Small numbers have more digits with an exponent.
    const text = [String(rounded), rounded.toExponential()].find(({ length }) => length <= 16);
    if (text !== undefined) return text;
  }
  throw new RangeError(`${value} is no number that DS can hold.`);
}

/** Characters of a short text: `\` parts values and control characters are refused (PS3.5, 6.2). */
const refused = /[\\\p{Cc}]+/gu;

/** A text as LO or SH hold it: of one line, without spaces at its ends, and cut off. */
export function shortText(text: string, most: number): string {
  return Array.from(text.replaceAll(refused, ' ').trim()).slice(0, most).join('');
}

/** Date and time of a moment in UTC, as DA and TM. */
export function dateAndTime(at: string): { readonly date: string; readonly time: string } {
  const [date = '', time = ''] = at.split('T');
  return { date: date.replaceAll('-', ''), time: time.slice(0, 8).replaceAll(':', '') };
}
