import { t, type Message, type Text } from '../text/message';
import type { DatasetImage, Series } from './datasetImage';
import { imageStatuses, statusTitle } from './status';

/** How the images of a dataset are put together. */
export type Grouping = 'folder' | 'status' | 'quality' | 'label' | 'modality' | 'series';

export const groupings: readonly Grouping[] = ['folder', 'status', 'quality', 'label', 'modality', 'series'];

/** A group that an image belongs to. */
export interface GroupKey {
  /** Unique among the groups of its grouping. */
  readonly key: string;
  readonly name: Text;
  /** Groups of a lower rank come first; those of one rank by name. */
  readonly rank: number;
}

/** The groups of an image, several where it has several labels. Folders are nested, which {@link DatasetTree} sees to. */
export function groupsOf(image: DatasetImage, grouping: Exclude<Grouping, 'folder'>): readonly GroupKey[] {
  switch (grouping) {
    case 'status':
      return [statusGroups[imageStatuses.indexOf(image.status)]!];
    case 'quality':
      return [qualityGroup(image.quality)];
    case 'label':
      return image.labels.length === 0 ? [noLabel] : image.labels.map(named);
    case 'modality':
      return [image.modality === '' ? noModality : named(image.modality)];
    case 'series': {
      const { series, modality } = image;
      return [series === undefined ? noSeries : { key: series.uid, name: seriesName(series, modality), rank: 0 }];
    }
  }
}

/** Number and description; without either, the modality and the end of the UID, which distinguishes them. */
function seriesName({ uid, name }: Series, modality: string): Text {
  if (name !== '') return name;
  const end = uid.length > 8 ? `…${uid.slice(-8)}` : uid;
  return modality === '' ? t`Unnamed series ${end}` : t`Unnamed ${modality} series ${end}`;
}

const named = (name: string): GroupKey => ({ key: name, name, rank: 0 });
const rest = (name: Message): GroupKey => ({ key: '', name, rank: 1 });

const noLabel = rest(t`No label`);
const noModality = rest(t`Unknown modality`);
const noSeries = rest(t`No series`);
const statusGroups = imageStatuses.map((key, rank): GroupKey => ({ key, name: statusTitle(key), rank }));

/** Lower bounds of the groups of the estimated quality, the worst first. */
const qualityBounds = [0, 0.5, 0.7, 0.8, 0.9] as const;
const qualityGroups = qualityBounds.map((low, rank): GroupKey => {
  const high = qualityBounds[rank + 1];
  const name = high === undefined ? t`${low} and above` : low === 0 ? t`Below ${high}` : t`${low} to ${high}`;
  return { key: String(low), name, rank };
});
const noQuality: GroupKey = { key: '', name: t`No estimate`, rank: qualityBounds.length };

function qualityGroup(quality: number | undefined): GroupKey {
  if (quality === undefined) return noQuality;
  return qualityGroups[qualityBounds.findLastIndex((low) => quality >= low)] ?? noQuality;
}
