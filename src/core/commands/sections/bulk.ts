import { t } from '../../text/message';
import { chord, section } from '../command';

export const bulk = section(t`Bulk runs`, [
  {
    id: 'samUnet.generateMasks',
    title: 'Generate Masks for Workspace…',
    keys: [chord('g', 'datasetNotFocused')],
    does: t`Generate masks for the workspace`,
    menus: [
      { menu: 'view/title', group: '1_masks', when: ['inObjectsView'] },
      { menu: 'view/title', group: '1_masks@2', when: ['inDatasetView'] },
    ],
  },
  {
    id: 'samUnet.generateMasksForFolder',
    title: 'Generate Masks for Folder…',
    palette: 'never',
    menus: [{ menu: 'explorer/context', group: '7_samUnet@1', when: ['onFolder'] }],
  },
  {
    id: 'samUnet.showBulkRun',
    title: 'Show Bulk Run',
    palette: 'bulkRun',
    keys: [chord('b', 'bulkRun')],
    does: t`Show the bulk run, to pause or cancel it`,
  },
  {
    id: 'samUnet.pauseBulkRun',
    title: 'Pause Bulk Run',
    icon: 'debug-pause',
    palette: 'bulkRunning',
    keys: [chord('p', 'bulkRunning')],
    does: t`Pause or resume the bulk run`,
  },
  {
    id: 'samUnet.resumeBulkRun',
    title: 'Resume Bulk Run',
    icon: 'debug-continue',
    palette: 'bulkPaused',
    keys: [chord('p', 'bulkPaused')],
    does: t`Pause or resume the bulk run`,
  },
  {
    id: 'samUnet.cancelBulkRun',
    title: 'Cancel Bulk Run',
    icon: 'close',
    palette: 'bulkRun',
    keys: [chord('x', 'bulkRun')],
    does: t`Cancel the bulk run`,
  },
  {
    id: 'samUnet.undoBulkRun',
    title: 'Undo Bulk Run…',
    icon: 'discard',
    keys: [chord('u')],
    does: t`Undo a bulk run`,
    menus: [{ menu: 'view/title', group: '1_masks', when: ['inObjectsView'] }],
  },
  { id: 'samUnet.setQueueCredentials', title: 'Set Queue Credentials…' },
  {
    id: 'samUnet.resumeRunItem',
    title: 'Resume',
    icon: 'debug-continue',
    palette: 'never',
    menus: [{ menu: 'view/item/context', group: 'inline@1', when: ['inRunsView', 'canResumeItem'] }],
  },
  {
    id: 'samUnet.undoRunItem',
    title: 'Undo',
    icon: 'discard',
    palette: 'never',
    menus: [{ menu: 'view/item/context', group: 'inline@2', when: ['inRunsView', 'canUndoItem'] }],
  },
]);
