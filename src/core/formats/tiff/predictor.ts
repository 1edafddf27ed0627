import { bytesPerSample, newSamples } from '../samples';
import type { PageHeader } from './header';

/**
 * Undoes a predictor on rows of little-endian samples, in place (TIFF 6.0, section 14, and Adobe's technical note 3).
 * @param rows as many whole rows as there are
 * @param rowLength samples of a row
 */
export function undoPredictor(rows: Uint8Array, rowLength: number, header: PageHeader): void {
  const stride = header.planar ? 1 : header.samples;
  const size = bytesPerSample(header.sampleType);
  const rowBytes = rowLength * size;
  for (let at = 0; at + rowBytes <= rows.length && rowBytes > 0; at += rowBytes) {
    const row = rows.subarray(at, at + rowBytes);
    if (header.predictor === 2) addDifferences(row, header, stride);
    else if (header.predictor === 3) joinBytePlanes(row, rowLength, size, stride);
  }
}

/** Every sample is stored as its difference from the sample to the left. */
function addDifferences(row: Uint8Array, { sampleType }: PageHeader, stride: number): void {
  const samples = newSamples(sampleType, row.length / bytesPerSample(sampleType));
  const bytes = new Uint8Array(samples.buffer as ArrayBuffer);
  bytes.set(row);
  for (let i = stride; i < samples.length; i++) samples[i] = samples[i]! + samples[i - stride]!;
  row.set(bytes);
}

/** Floats are stored as planes of their bytes, the highest first, and as differences of those. */
function joinBytePlanes(row: Uint8Array, rowLength: number, size: number, stride: number): void {
  for (let i = stride; i < row.length; i++) row[i] = row[i]! + row[i - stride]!;
  const planes = row.slice();
  for (let i = 0; i < rowLength; i++) {
    for (let byte = 0; byte < size; byte++) row[i * size + byte] = planes[(size - 1 - byte) * rowLength + i]!;
  }
}
