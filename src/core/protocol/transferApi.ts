import type { SeriesMode } from '../formats/dicom/series/seriesMode';
import type { MaskReading } from '../layouts/maskReading';
import type { Forecast } from '../layouts/forecast';
import type { LayoutName } from '../layouts/registry';
import type { Selection } from '../layouts/selection';
import type { TransferProgress, TransferSummary } from '../layouts/summary';
import type { SidecarObject } from '../sidecar/sidecar';

export interface ExportRequest {
  /** Folder with images and their sidecars. */
  readonly folder: string;
  readonly layout: LayoutName;
  /** Folder to write, new or empty; SA-Med2D is also added to what is there. */
  readonly out: string;
  readonly selection: Selection;
  /** Images whose stored masks are exported, as paths relative to the folder; all when left out. */
  readonly only?: readonly string[];
  /** Where the masks come from; the sidecars of the folder when left out. */
  readonly from?: Pick<ImportMasksRequest, 'source' | 'layout' | 'array' | 'anyFolder' | 'reading'>;
  /** The part of a data set that is written; `train` when left out. */
  readonly split?: 'train' | 'test';
  /** Pixels along each side of the parts in which larger pictures are written; whole when left out. */
  readonly parts?: number;
  /** Whether what is written says nothing of who the patients are. */
  readonly deidentify?: boolean;
  /** A folder that what is written must not leave, by links either. */
  readonly within?: string;
}

export interface ImportMasksRequest {
  /** Folder in a layout, or a COCO file. */
  readonly source: string;
  /** Folder with the images; masks are written beside them. */
  readonly images: string;
  /** Detected from the source's files when left out. */
  readonly layout?: LayoutName;
  /** Who made the masks: a person's count as accepted, a model's are unreviewed. */
  readonly origin: SidecarObject['origin'];
  /** Name written into the sidecars. */
  readonly by: string;
  /** Whether masks of a DICOM file go to its slice of the series; they do when left out. */
  readonly series?: SeriesMode;
  /** Of NumPy archives with several arrays, the one that is the image, see `OpenOptions`. */
  readonly array?: string;
  /** Whether an image may lie in another folder than the masks' files say. */
  readonly anyFolder?: boolean;
  /** How masks are read that can be read in several ways; a question where left out. The path of a table is absolute. */
  readonly reading?: MaskReading;
  /** Images whose masks a person is editing, which are skipped. */
  readonly edited?: readonly string[];
}

/** What the transfer process does for its parent. */
export interface TransferApi {
  /** @throws UserError as `exportMasks` */
  exportMasks(request: ExportRequest): Promise<TransferSummary>;
  /** @throws UserError as `importMasks` */
  importMasks(request: ImportMasksRequest): Promise<TransferSummary>;
  /** Lets the transfer end soon. */
  cancel(): Promise<void>;
}

/** What the parent does for the transfer process. */
export interface TransferListener {
  onProgress(progress: TransferProgress): Promise<void>;
  /** How an export writes so many large pictures: in parts of so many pixels along a side, whole, or not at all. */
  onLarge(images: number): Promise<number | 'whole' | 'cancel'>;
  /** Whether to go on with an export, by what the layout holds of the masks. */
  onForecast(forecast: Forecast): Promise<boolean>;
}
