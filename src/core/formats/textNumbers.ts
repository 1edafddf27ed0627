import { t } from '../text/message';
import { damaged } from './failures';
import { bytesPerSample, newSamples, type SampleType } from './samples';

/** Longest number in a text: `-1.7976931348623157e+308` and as much again. */
const longest = 64;

/**
 * Numbers written as text, separated by white space or commas, as bytes of `type` in this machine's order.
 * @param count numbers to read; what follows is left alone
 * @returns the bytes of `count` numbers, or of fewer when the text ends before
 * @throws UserError `damaged` for text that is no number
 */
export function parseNumbers(text: Uint8Array, count: number, type: SampleType): Uint8Array {
  // A number takes two characters at least, so that a short text cannot claim much memory.
  const most = Math.min(count, Math.ceil(text.length / 2));
  const samples = newSamples(type, most);
  let found = 0;
  for (let at = 0; found < most; found++) {
    while (at < text.length && isSeparator(text[at]!)) at++;
    const start = at;
    while (at < text.length && !isSeparator(text[at]!)) at++;
    if (start === at) break;
    samples[found] = numberOf(text.subarray(start, at));
  }
  return new Uint8Array(samples.buffer as ArrayBuffer, 0, found * bytesPerSample(type));
}

function isSeparator(byte: number): boolean {
  return byte === 0x20 || byte === 0x2c || (byte >= 0x09 && byte <= 0x0d);
}

function numberOf(word: Uint8Array): number {
  const text = String.fromCharCode(...word.subarray(0, longest));
  const lower = text.toLowerCase();
  if (lower === 'nan' || lower === '-nan') return Number.NaN;
  const infinite = /^([+-]?)inf(inity)?$/.exec(lower);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  if (word.length <= longest && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(lower)) return Number(lower);
  throw damaged(t`The data should be numbers written as text, but contain ${JSON.stringify(text)}.`);
}
