import type { Fingerprint } from './fingerprint';

/** What the comparing rules know of one image. A few kilobytes at most, as they are kept of all images. */
export interface ImageFacts {
  /** Relative to the folder, with `/` between folders. */
  readonly path: string;
  readonly slices: number;
  /** DICOM Modality or its nearest equivalent; empty when unknown. */
  readonly modality: string;
  /** In mm: of voxels, or of pixels where no more is known. */
  readonly spacing?: readonly number[];
  /** Patient sides that columns, rows and slices run towards, such as `LPH`. */
  readonly orientation?: string;
  /** Stands for the content of the file. */
  readonly contentHash: string;
  /** Of the middle slice; absent where it shows nothing. */
  readonly fingerprint?: Fingerprint;
  /** Stands for the patient; absent when unknown. */
  readonly patient?: string;
  /** DICOM Series Instance UID. */
  readonly series?: string;
  readonly labels: readonly LabelFacts[];
  /** Its mask file or sidecar, where there is one. */
  readonly age?: MaskAge;
}

/** When an image and its masks were written. */
export interface MaskAge {
  /** The mask file, or the sidecar, as `path`. */
  readonly file: string;
  /** Seconds from the last change of the image to that of the masks; negative for masks that are older. */
  readonly seconds: number;
}

/** All masks of one label in one image. */
export interface LabelFacts {
  readonly label: string;
  /** Pixels of all slices together. */
  readonly area: number;
  /** In mm² or, of volumes, mm³; absent where the image does not say. */
  readonly size?: number;
  /** Share of the image's pixels. */
  readonly share: number;
  /** Centre of mass as shares of width, height and slices. */
  readonly centre: readonly [number, number, number];
  /** Position of the centre in mm towards the patient's left; absent where the image does not say. */
  readonly leftwards?: number;
  /** Mean modality value, of colour the mean of the channels; absent where no pixel was read. */
  readonly value?: number;
  /** The most parts, and the most holes, that one object has on one slice. */
  readonly parts: number;
  readonly holes: number;
  /** Whether one of the masks is wrong by itself, so that it is not compared as well. */
  readonly isFaulty: boolean;
}
