import type { RunHead, RunRecord } from '../../core/bulk/journal';
import type { Shard } from '../../core/bulk/shard';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import type { OpenOptions } from '../image/openImage';

export interface RunRequest {
  /** Folder with the images. */
  readonly folder: string;
  readonly sources: readonly SourceSpec[];
  /** Regenerates unreviewed masks instead of skipping their images. */
  readonly replace?: boolean;
  /** The images that the run is limited to, by their paths relative to the folder; all of them when left out. */
  readonly only?: readonly string[];
  /** The assistant that asks for the run, for the provenance of its masks. */
  readonly assistant?: string;
  /** Compares the masks that exist with the model's answers and writes nothing. */
  readonly audit?: boolean;
  /** Whether the files of a DICOM series are slices of one image; they are when left out. */
  readonly series?: SeriesMode;
  /** Of NumPy archives with several arrays, the one that is the image, see `OpenOptions`. */
  readonly array?: string;
  /** An interrupted run to resume. */
  readonly resumed?: RunRecord;
  /** Only this part of the images. */
  readonly shard?: Shard;
  /** Id of the run; of a new one, made by the time when left out. */
  readonly run?: string;
  /** What another shard of the run says that the run is; this one has to agree with it. */
  readonly agreed?: RunHead;
}

/** How the images of a run are opened. */
export function openingOf({ series = 'whole', array }: RunRequest): Pick<OpenOptions, 'series' | 'array'> {
  return { series, ...(array === undefined ? {} : { array }) };
}
