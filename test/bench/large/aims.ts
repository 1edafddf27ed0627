import type { Figures } from '../measure';

interface Aim {
  readonly title: string;
  readonly aim: number;
  readonly unit: 'ms' | 'a second' | 'MiB';
}

/** What is to be reached with large images, by the names of the figures. */
const aims: Readonly<Record<string, Aim>> = {
  saveMs: { title: 'save after one box', aim: 700, unit: 'ms' },
  undoMs: { title: 'save after undo', aim: 500, unit: 'ms' },
  labelsSaveMs: { title: 'save with 104 labels', aim: 1500, unit: 'ms' },
  importMs: { title: 'import of 104 labels', aim: 8000, unit: 'ms' },
  coldSlices: { title: 'next slice when the last is shown, cold', aim: 30, unit: 'a second' },
  coldFrames: { title: 'a step a frame, cold', aim: 30, unit: 'a second' },
  warmFrames: { title: 'a step a frame, 10 s later', aim: 57, unit: 'a second' },
  planesMs: { title: 'three planes open, coarse', aim: 1000, unit: 'ms' },
  planeFrames: { title: 'a step a frame across planes', aim: 50, unit: 'a second' },
  strips8kOverviewMs: { title: 'TIFF 8,192² in strips, overview', aim: 1000, unit: 'ms' },
  tiles8kOverviewMs: { title: 'TIFF 8,192² in deflated tiles, overview', aim: 1500, unit: 'ms' },
  jpeg16kOverviewMs: { title: 'TIFF 16,000² of JPEG tiles, overview', aim: 1000, unit: 'ms' },
  jpeg14kOverviewMs: { title: 'JPEG 14,000², overview', aim: 2000, unit: 'ms' },
  pyramid20kOverviewMs: { title: 'TIFF 20,000² with smaller versions, overview', aim: 1000, unit: 'ms' },
  strips8kTileMs: { title: 'a tile of the strips', aim: 300, unit: 'ms' },
  tiles8kTileMs: { title: 'a deflated tile', aim: 300, unit: 'ms' },
  jpeg16kTileMs: { title: 'a JPEG tile', aim: 300, unit: 'ms' },
  pictureSaveMs: { title: 'save of a mask at 16,000²', aim: 2000, unit: 'ms' },
  labelPlaneFrames: { title: 'the same with 104 labels', aim: 50, unit: 'a second' },
};

/** Each figure that has an aim, with it. */
export function largeText(figures: Figures): string {
  return Object.entries(figures)
    .flatMap(([name, figure]) => {
      const known = aims[name];
      if (known === undefined) return [];
      const { title, aim, unit } = known;
      const isReached = unit === 'a second' ? figure >= aim : figure <= aim;
      const digits = unit === 'a second' ? 1 : 0;
      return [`${title} ${figure.toFixed(digits)} ${unit} (aim ${aim}: ${isReached ? 'reached' : 'no'})`];
    })
    .join('; ');
}
