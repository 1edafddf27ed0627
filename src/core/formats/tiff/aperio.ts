import { knownSpacing, type Metadata } from './described';

/** Aperio's description of a slide, such as `Aperio Image Library … |AppMag = 20|MPP = 0.4990`. */
export function readAperio(description: string): Metadata {
  const value = (name: string): number =>
    Number(new RegExp(`\\|\\s*${name}\\s*=\\s*([\\d.]+)`).exec(description)?.[1] ?? Number.NaN);
  const micrometres = value('MPP');
  const magnification = value('AppMag');
  return {
    ...knownSpacing(micrometres / 1000, micrometres / 1000),
    ...(magnification > 0 && Number.isFinite(magnification) ? { magnification } : {}),
  };
}
