import { chord, section } from '../command';

export const model = section('Model', [
  {
    id: 'samUnet.showStatus',
    title: 'Show Status',
    keys: [chord('s')],
    does: 'Show the status of the model',
    menus: [{ menu: 'view/title', group: '2_status', when: ['inObjectsView'] }],
  },
  {
    id: 'samUnet.showRemarks',
    title: 'Show Notes on Image',
    keys: [chord('n', 'imageOpen')],
    does: 'Show notes on the image',
  },
  {
    id: 'samUnet.restart',
    title: 'Restart Model',
    keys: [chord('m')],
    does: 'Restart the model',
  },
  {
    id: 'samUnet.importCheckpoint',
    title: 'Import Checkpoint…',
    keys: [chord('shift+i')],
    does: 'Import a checkpoint',
  },
  {
    id: 'samUnet.doctor',
    title: 'Run Doctor',
    keys: [chord('h')],
    does: 'Try every device, and report (Doctor)',
  },
  {
    id: 'samUnet.installCuda',
    title: 'Install CUDA Support…',
    enablement: 'cudaMachine',
    keys: [chord('j', 'cudaMachine')],
  },
  {
    id: 'samUnet.clearCache',
    title: 'Clear Embedding Cache',
    keys: [chord('k')],
    does: 'Clear the embedding cache',
  },
]);
