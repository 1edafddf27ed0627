import type { DatasetImage } from '../../core/dataset/datasetImage';
import type { Arrangement, TreePage, TreeTotals } from '../../core/dataset/datasetTree';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import type { LabelVerdicts } from '../../core/review/labelVerdicts';

/** What the thread that keeps the index does. */
export interface DatasetApi {
  /**
   * Scans the dataset. Images can be requested during the scan.
   * @throws UserError `cancelled` after {@link stop}, `unreadable`
   */
  scan(): Promise<void>;
  /** Ends the scan that is under way; what it has found stays. */
  stop(): Promise<void>;
  /** Reports that files or folders, by absolute path, were added, removed or changed. */
  changed(files: readonly string[]): Promise<void>;
  /** Says which images are shown, and how. */
  arrange(arrangement: Arrangement): Promise<TreeTotals>;
  totals(): Promise<TreeTotals>;
  /** How many images a filter would let through. */
  count(filter: Arrangement['filter']): Promise<number>;
  /** The images that a filter lets through: those of one workspace folder, in an order, from a place on. */
  find(query: ImageQuery): Promise<FoundImages>;
  /**
   * What users have said of the masks of a workspace folder, the labels with most accepted images first.
   * @param root absolute path of the folder
   */
  verdicts(root: string): Promise<readonly LabelVerdicts[]>;
  /** @param group null for the top */
  children(group: string | null, limit: number): Promise<TreePage>;
  /** What is known of an image by its absolute path. */
  lookUp(file: string): Promise<DatasetImage | null>;
}

export interface ImageQuery {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly filter: Arrangement['filter'];
  /** `worst`: images with an estimate, the lowest first. */
  readonly order: 'name' | 'worst';
  readonly offset: number;
  /** Most images to list; all when left out. */
  readonly limit?: number;
}

export interface FoundImages {
  /** Images that the filter lets through. */
  readonly total: number;
  readonly images: readonly DatasetImage[];
}

/** Events of the thread. */
export interface DatasetEvents {
  /** Images were added, removed or changed; fired at most a few times a second. */
  changed(): Promise<void>;
}

/** What the thread is started with. */
export interface DatasetData {
  readonly roots: readonly string[];
  readonly series: SeriesMode;
  readonly cacheFile?: string;
}
