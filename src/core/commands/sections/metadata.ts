import { t } from '../../text/message';
import { chord, onImage, section } from '../command';

export const metadata = section(t`Metadata`, [
  {
    id: 'samUnet.showMetadata',
    title: 'Show Metadata',
    icon: 'list-tree',
    palette: 'imageOpen',
    keys: [onImage('i')],
    does: t`Show the metadata`,
    menus: [
      { menu: 'editor/title', group: '3_metadata', when: ['imageOpen'] },
      { menu: 'editor/title/context', group: '6_samUnet@1', when: ['imageOpen'] },
      { menu: 'explorer/context', group: '6_samUnet', when: ['onImageFile'] },
    ],
  },
  {
    id: 'samUnet.showPatientData',
    title: 'Show Patient Data',
    icon: 'eye',
    palette: 'metadataOpen',
    keys: [chord('y', 'metadataOpen')],
    does: t`Show patient data`,
    menus: [{ menu: 'editor/title', group: 'navigation', when: ['metadataOpen'] }],
  },
  {
    id: 'samUnet.hidePatientData',
    title: 'Hide Patient Data',
    icon: 'eye-closed',
    palette: 'metadataOpen',
    keys: [chord('shift+y', 'metadataOpen')],
    does: t`Hide patient data`,
  },
  {
    id: 'samUnet.copyMetadataTag',
    title: 'Copy Tag',
    palette: 'metadataOpen',
    keys: [chord('t', 'metadataOpen')],
    does: t`Copy the tag`,
    menus: [{ menu: 'editor/context', group: '9_cutcopypaste@2', when: ['metadataOpen'] }],
  },
  {
    id: 'samUnet.copyMetadataValue',
    title: 'Copy Value',
    palette: 'metadataOpen',
    keys: [chord('v', 'metadataOpen')],
    does: t`Copy the value`,
    menus: [{ menu: 'editor/context', group: '9_cutcopypaste@1', when: ['metadataOpen'] }],
  },
]);
