/** How far an estimated Dice coefficient can be trusted, in three steps. */
export type QualityLevel = 'low' | 'middle' | 'high';

/** @param quality estimated Dice coefficient, from 0 to 1 */
export function qualityLevel(quality: number): QualityLevel {
  return quality < 0.7 ? 'low' : quality < 0.85 ? 'middle' : 'high';
}
