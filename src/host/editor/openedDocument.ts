import type { DocumentModel } from '../../core/document/documentModel';
import type { OpenedImage } from '../../node/image/openImage';
import type { VolumePlanes } from '../../node/image/volumePlanes';
import type { VolumeWindows } from '../../node/image/volumeWindows';

/** An image with its masks, as opened. */
export interface OpenedDocument {
  readonly image: OpenedImage;
  readonly planes: VolumePlanes;
  readonly windows: VolumeWindows;
  readonly model: DocumentModel;
}
