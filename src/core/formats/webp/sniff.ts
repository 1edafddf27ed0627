import { latin1 } from '../../base/bytes';

/** A RIFF container of the form WEBP. */
export function sniff(head: Uint8Array): boolean {
  const holds = (offset: number, text: string): boolean => latin1(head.subarray(offset, offset + text.length)) === text;
  return holds(0, 'RIFF') && holds(8, 'WEBP');
}
