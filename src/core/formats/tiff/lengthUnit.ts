const millimetres: Readonly<Record<string, number>> = {
  m: 1000,
  cm: 10,
  mm: 1,
  um: 0.001,
  micron: 0.001,
  nm: 0.000_001,
  inch: 25.4,
};

/** The micro sign has several codes and encodings, and ImageJ escapes it: in front of `m`, anything unusual is one. */
export function millimetresPer(unit: string): number {
  return millimetres[unit.replace(/^(\\u00B5|[^ -~]+)m$/, 'um')] ?? Number.NaN;
}
