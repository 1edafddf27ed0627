import type * as vscode from 'vscode';
import type { BorderOperation, CleanUp } from '../../core/mask/cleanUp/operation';
import { localize } from '../l10n/localize';

type Operation = BorderOperation | Exclude<CleanUp['kind'], BorderOperation> | 'removeOverlaps';

/** An operation as the pick offers it. */
export interface CleanUpItem extends vscode.QuickPickItem {
  readonly operation: Operation;
  /** What the amount means, and the one that is offered; absent where the operation needs none. */
  readonly asks?: { readonly prompt: string; readonly value: string };
}

/** In the order of the pick. A function, since the language is known only when the extension runs. */
export const cleanUpItems = (): readonly CleanUpItem[] => [
  { operation: 'fillHoles', label: localize`Fill Holes`, description: localize`Fill gaps that the mask encloses` },
  { operation: 'keepLargest', label: localize`Keep Largest Part`, description: localize`Remove all other parts` },
  {
    operation: 'removeOverlaps',
    label: localize`Remove Overlaps`,
    description: localize`Remove what objects in front cover`,
  },
  {
    operation: 'removeIslands',
    label: localize`Remove Islands…`,
    description: localize`Remove small parts`,
    asks: { prompt: localize`Smallest part to keep, in px or mm²`, value: '50 px' },
  },
  {
    operation: 'smooth',
    label: localize`Smooth…`,
    description: localize`Even out the border`,
    asks: { prompt: localize`Strength, in px or mm`, value: '2 px' },
  },
  { operation: 'grow', label: localize`Grow…`, asks: { prompt: localize`Distance, in px or mm`, value: '1 px' } },
  { operation: 'shrink', label: localize`Shrink…`, asks: { prompt: localize`Distance, in px or mm`, value: '1 px' } },
  {
    operation: 'open',
    label: localize`Open…`,
    description: localize`Remove spikes and bridges`,
    asks: { prompt: localize`Half the width of the parts to remove, in px or mm`, value: '2 px' },
  },
  {
    operation: 'close',
    label: localize`Close…`,
    description: localize`Fill gaps and notches`,
    asks: { prompt: localize`Half the width of the gaps to fill, in px or mm`, value: '2 px' },
  },
];

/** Those in three dimensions. */
export const volumeCleanUpItems = (): readonly CleanUpItem[] => [
  { operation: 'keepLargest', label: localize`Keep Largest Part`, description: localize`Remove all other parts` },
  {
    operation: 'removeIslands',
    label: localize`Remove Islands…`,
    description: localize`Remove small parts`,
    asks: { prompt: localize`Smallest part to keep, in mm³, or in px for voxels`, value: '100 mm³' },
  },
  { operation: 'fillHoles', label: localize`Fill Holes`, description: localize`Fill hollows that the masks enclose` },
  {
    operation: 'smooth',
    label: localize`Smooth…`,
    description: localize`Even out the surface`,
    asks: { prompt: localize`Strength, in mm, or in px for voxels`, value: '2 mm' },
  },
];
