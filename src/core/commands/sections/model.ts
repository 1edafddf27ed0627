import { t } from '../../text/message';
import { chord, section } from '../command';

export const model = section(t`Model`, [
  {
    id: 'samUnet.showStatus',
    title: 'Show Status',
    keys: [chord('s')],
    does: t`Show the status of the model`,
    menus: [{ menu: 'view/title', group: '2_status', when: ['inObjectsView'] }],
  },
  {
    id: 'samUnet.showRemarks',
    title: 'Show Image Notes',
    keys: [chord('n', 'imageOpen')],
    does: t`Show the notes on the image`,
  },
  {
    id: 'samUnet.showArray',
    title: 'Show Another Array…',
    palette: 'severalArrays',
    menus: [{ menu: 'editor/title', group: '3_array', when: ['severalArrays'] }],
  },
  {
    id: 'samUnet.restart',
    title: 'Restart Model',
    keys: [chord('m')],
    does: t`Restart the model`,
  },
  {
    id: 'samUnet.importCheckpoint',
    title: 'Import Checkpoint…',
    keys: [chord('shift+i')],
    does: t`Import a checkpoint`,
  },
  {
    id: 'samUnet.replay',
    title: 'Replay Prompts with Another Model…',
    keys: [chord('shift+p')],
    does: t`Replay the prompts of accepted masks with another model`,
  },
  {
    id: 'samUnet.doctor',
    title: 'Run Doctor',
    keys: [chord('h')],
    does: t`Run Doctor: test every device and show a report`,
  },
  {
    id: 'samUnet.installCuda',
    title: 'Install CUDA Support…',
    enablement: 'cudaMachine',
    keys: [chord('j', 'cudaMachine')],
    does: t`Install CUDA support`,
  },
  {
    id: 'samUnet.clearCache',
    title: 'Clear Embedding Cache',
    keys: [chord('k')],
    does: t`Clear the embedding cache`,
  },
]);
