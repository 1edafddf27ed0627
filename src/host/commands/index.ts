import type * as vscode from 'vscode';
import type { CommandId } from '../../core/commands';
import { cancelBulkRun, pauseBulkRun, resumeBulkRun, showBulkRun, undoBulkRun } from './bulkRuns';
import { changeKeys } from './changeKeys';
import { limitBrush } from './brushRange';
import { cleanUpMasks, cleanUpVolume } from './cleanUpMasks';
import { clearCache } from './clearCache';
import { registerCommands, type Command, type CommandContext } from './context';
import {
  clearDatasetFilter,
  generateMasksHere,
  groupDataset,
  openImage,
  refreshDataset,
  revealInExplorer,
  reviewFolder,
  segmentImage,
  showMoreImages,
  stopSearch,
} from './dataset';
import { filterDataset } from './filterDataset';
import { generateMasksForFolder, generateMasksForWorkspace } from './generateMasks';
import { doctor } from './doctor';
import { defaultKeys } from './defaultKeys';
import { combineWithObject, splitIntoParts } from './combineObjects';
import { compareMasks } from './compareMasks';
import { compareReaders } from './compareReaders';
import { evaluate } from './evaluate';
import { exportMasks } from './exportMasks';
import { importCheckpoint } from './importCheckpoint';
import { importMasks } from './importMasks';
import { installCudaLibraries } from './installCuda';
import { copyField, hidePatientData, showMetadata, showPatientData } from './metadata';
import { editLabels } from './labels';
import {
  chooseOverlaps,
  deleteObjects,
  orderObjects,
  selectObject,
  setLabel,
  stepCandidate,
  stepObject,
  toggleLock,
  toggleObjects,
  useLabel,
} from './objects';
import { propagateObject } from './propagate';
import { copyToNext, deleteFromHere, interpolate, interpolateWithModel } from './throughSlices';
import { setQueueCredentials } from './queueCredentials';
import { renameLabelEverywhere, undoLabelRename } from './renameLabel';
import { replay, replayTaughtLabel } from './replay';
import { acceptMasks, editMask, previousImage, rejectMask, review, skipImage } from './review';
import { resumeRunItem, undoRunItem } from './runItems';
import { segmentActiveImage } from './segmentActiveImage';
import { findTaughtHere, forget, generateTaught, rollBack, teachAgain, teachAllAgain } from './taughtLabels';
import { teachLabel } from './teachLabel';
import { showArray } from './showArray';
import { showRemarks } from './showRemarks';
import { openWalkthrough } from './openWalkthrough';
import { openWith } from './openWith';
import { restart, showStatus } from './showStatus';
import {
  chooseCineRate,
  chooseColoring,
  chooseColorMap,
  chooseOpacity,
  chooseWindow,
  toggleFill,
  viewCommand,
} from './view';
import { checkDataset, fixProblem } from './checkDataset';
import { chooseTool } from './chooseTool';
import { typePrompt } from './typePrompt';

/** VS Code has made this one, and those beside the table are run by views alone. */
type OwnCommand =
  | Exclude<CommandId, 'samUnet.dataset.focus'>
  | 'samUnet.fixProblem'
  | 'samUnet.selectObject'
  | 'samUnet.showMoreImages';

/** What each command does. */
const commands: Readonly<Record<OwnCommand, Command>> = {
  'samUnet.segmentActiveImage': segmentActiveImage,
  'samUnet.generateMasks': generateMasksForWorkspace,
  'samUnet.generateMasksForFolder': generateMasksForFolder,
  'samUnet.showBulkRun': showBulkRun,
  'samUnet.pauseBulkRun': pauseBulkRun,
  'samUnet.resumeBulkRun': resumeBulkRun,
  'samUnet.cancelBulkRun': cancelBulkRun,
  'samUnet.undoBulkRun': undoBulkRun,
  'samUnet.setQueueCredentials': setQueueCredentials,
  'samUnet.resumeRunItem': resumeRunItem,
  'samUnet.undoRunItem': undoRunItem,
  'samUnet.teachLabel': teachLabel,
  'samUnet.findTaught': findTaughtHere,
  'samUnet.generateTaught': generateTaught,
  'samUnet.teachAgain': teachAgain,
  'samUnet.teachAllAgain': teachAllAgain,
  'samUnet.rollBackTaught': rollBack,
  'samUnet.forgetTaught': forget,
  'samUnet.replayTaught': replayTaughtLabel,
  'samUnet.review': review,
  'samUnet.evaluate': evaluate,
  'samUnet.compareMasks': compareMasks,
  'samUnet.compareReaders': compareReaders,
  'samUnet.acceptMasks': acceptMasks,
  'samUnet.rejectMask': rejectMask,
  'samUnet.editMask': editMask,
  'samUnet.skipImage': skipImage,
  'samUnet.previousImage': previousImage,
  'samUnet.exportMasks': exportMasks,
  'samUnet.importMasks': importMasks,
  'samUnet.showStatus': showStatus,
  'samUnet.showRemarks': showRemarks,
  'samUnet.showArray': showArray,
  'samUnet.restart': restart,
  'samUnet.doctor': doctor,
  'samUnet.importCheckpoint': importCheckpoint,
  'samUnet.replay': replay,
  'samUnet.installCuda': installCudaLibraries,
  'samUnet.clearCache': clearCache,
  'samUnet.showMetadata': showMetadata,
  'samUnet.showPatientData': showPatientData,
  'samUnet.hidePatientData': hidePatientData,
  'samUnet.copyMetadataTag': copyField('tag'),
  'samUnet.copyMetadataValue': copyField('value'),
  'samUnet.chooseTool': chooseTool,
  'samUnet.activeTool.box': chooseTool,
  'samUnet.activeTool.point': chooseTool,
  'samUnet.activeTool.brush': chooseTool,
  'samUnet.activeTool.eraser': chooseTool,
  'samUnet.activeTool.lasso': chooseTool,
  'samUnet.activeTool.polygon': chooseTool,
  'samUnet.activeTool.fill': chooseTool,
  'samUnet.activeTool.wand': chooseTool,
  'samUnet.activeTool.threshold': chooseTool,
  'samUnet.activeTool.scribble': chooseTool,
  'samUnet.activeTool.ruler': chooseTool,
  'samUnet.activeTool.area': chooseTool,
  'samUnet.boxTool': viewCommand({ kind: 'tool', tool: 'box' }),
  'samUnet.pointTool': viewCommand({ kind: 'tool', tool: 'point' }),
  'samUnet.brushTool': viewCommand({ kind: 'tool', tool: 'brush' }),
  'samUnet.eraserTool': viewCommand({ kind: 'tool', tool: 'eraser' }),
  'samUnet.lassoTool': viewCommand({ kind: 'tool', tool: 'lasso' }),
  'samUnet.polygonTool': viewCommand({ kind: 'tool', tool: 'polygon' }),
  'samUnet.fillTool': viewCommand({ kind: 'tool', tool: 'fill' }),
  'samUnet.wandTool': viewCommand({ kind: 'tool', tool: 'wand' }),
  'samUnet.thresholdTool': viewCommand({ kind: 'tool', tool: 'threshold' }),
  'samUnet.scribbleTool': viewCommand({ kind: 'tool', tool: 'scribble' }),
  'samUnet.confirm': viewCommand({ kind: 'confirm' }),
  'samUnet.largerBrush': viewCommand({ kind: 'stepBrush', steps: 1 }),
  'samUnet.smallerBrush': viewCommand({ kind: 'stepBrush', steps: -1 }),
  'samUnet.brushRange': limitBrush,
  'samUnet.spareOthers': viewCommand({ kind: 'toggle', what: 'spareOthers' }),
  'samUnet.selectObject': selectObject,
  'samUnet.nextObject': (context) => stepObject(context, 1),
  'samUnet.previousObject': (context) => stepObject(context, -1),
  'samUnet.nextCandidate': (context) => stepCandidate(context, 1),
  'samUnet.previousCandidate': (context) => stepCandidate(context, -1),
  'samUnet.deleteObject': deleteObjects,
  'samUnet.cleanUp': cleanUpMasks,
  'samUnet.cleanUpVolume': cleanUpVolume,
  'samUnet.combineObjects': combineWithObject,
  'samUnet.splitObject': splitIntoParts,
  'samUnet.propagate': propagateObject,
  'samUnet.interpolate': interpolate,
  'samUnet.interpolateWithModel': interpolateWithModel,
  'samUnet.copyToNextSlice': (context, ...named) => copyToNext(context, 1, named),
  'samUnet.copyToPreviousSlice': (context, ...named) => copyToNext(context, -1, named),
  'samUnet.deleteOnSlices': deleteFromHere,
  'samUnet.hideObject': toggleObjects,
  'samUnet.showObject': toggleObjects,
  'samUnet.lockObject': toggleLock,
  'samUnet.unlockObject': toggleLock,
  'samUnet.bringForward': (context, ...named) => {
    orderObjects(context, 'forward', named);
  },
  'samUnet.sendBackward': (context, ...named) => {
    orderObjects(context, 'backward', named);
  },
  'samUnet.chooseOverlaps': chooseOverlaps,
  'samUnet.acceptObject': acceptMasks,
  'samUnet.rejectObject': rejectMask,
  'samUnet.setLabel': setLabel,
  'samUnet.useLabel': useLabel,
  'samUnet.editLabels': editLabels,
  'samUnet.renameLabel': renameLabelEverywhere,
  'samUnet.undoRenameLabel': undoLabelRename,
  'samUnet.filterDataset': filterDataset,
  'samUnet.clearDatasetFilter': clearDatasetFilter,
  'samUnet.groupDataset': groupDataset,
  'samUnet.refreshDataset': refreshDataset,
  'samUnet.checkDataset': checkDataset,
  'samUnet.fixProblem': fixProblem,
  'samUnet.stopDatasetSearch': stopSearch,
  'samUnet.openImage': openImage,
  'samUnet.openWith': openWith,
  'samUnet.segmentImage': segmentImage,
  'samUnet.reviewFolder': reviewFolder,
  'samUnet.generateMasksHere': generateMasksHere,
  'samUnet.revealImage': revealInExplorer,
  'samUnet.showMoreImages': showMoreImages,
  'samUnet.toggleFill': toggleFill,
  'samUnet.chooseColoring': chooseColoring,
  'samUnet.chooseOpacity': chooseOpacity,
  'samUnet.fit': viewCommand({ kind: 'fit' }),
  'samUnet.cancel': viewCommand({ kind: 'cancel' }),
  'samUnet.nextSlice': viewCommand({ kind: 'stepSlice', step: 1 }),
  'samUnet.previousSlice': viewCommand({ kind: 'stepSlice', step: -1 }),
  'samUnet.nextTenSlices': viewCommand({ kind: 'stepSlice', step: 10 }),
  'samUnet.previousTenSlices': viewCommand({ kind: 'stepSlice', step: -10 }),
  'samUnet.nextVolume': viewCommand({ kind: 'stepVolume', step: 1 }),
  'samUnet.previousVolume': viewCommand({ kind: 'stepVolume', step: -1 }),
  'samUnet.chooseWindow': chooseWindow,
  'samUnet.resetWindow': viewCommand({ kind: 'window', window: null }),
  'samUnet.chooseColorMap': chooseColorMap,
  'samUnet.invert': viewCommand({ kind: 'toggle', what: 'invert' }),
  'samUnet.toggleSmoothing': viewCommand({ kind: 'toggle', what: 'smooth' }),
  'samUnet.toggleScaleBar': viewCommand({ kind: 'toggle', what: 'scaleBar' }),
  'samUnet.modelView': viewCommand({ kind: 'toggle', what: 'modelView' }),
  'samUnet.planes': viewCommand({ kind: 'toggle', what: 'planes' }),
  'samUnet.actualSize': viewCommand({ kind: 'actualSize' }),
  'samUnet.zoomIn': viewCommand({ kind: 'zoom', factor: 1.25 }),
  'samUnet.zoomOut': viewCommand({ kind: 'zoom', factor: 0.8 }),
  'samUnet.rulerTool': viewCommand({ kind: 'tool', tool: 'ruler' }),
  'samUnet.areaTool': viewCommand({ kind: 'tool', tool: 'area' }),
  'samUnet.play': viewCommand({ kind: 'toggle', what: 'cine' }),
  'samUnet.playVolumes': viewCommand({ kind: 'toggle', what: 'cineVolumes' }),
  'samUnet.chooseCineRate': chooseCineRate,
  'samUnet.crosshair': viewCommand({ kind: 'toggle', what: 'crosshair' }),
  'samUnet.crosshairLeft': viewCommand({ kind: 'moveCrosshair', x: -1, y: 0 }),
  'samUnet.crosshairRight': viewCommand({ kind: 'moveCrosshair', x: 1, y: 0 }),
  'samUnet.crosshairUp': viewCommand({ kind: 'moveCrosshair', x: 0, y: -1 }),
  'samUnet.crosshairDown': viewCommand({ kind: 'moveCrosshair', x: 0, y: 1 }),
  'samUnet.crosshairFarLeft': viewCommand({ kind: 'moveCrosshair', x: -1, y: 0, far: true }),
  'samUnet.crosshairFarRight': viewCommand({ kind: 'moveCrosshair', x: 1, y: 0, far: true }),
  'samUnet.crosshairFarUp': viewCommand({ kind: 'moveCrosshair', x: 0, y: -1, far: true }),
  'samUnet.crosshairFarDown': viewCommand({ kind: 'moveCrosshair', x: 0, y: 1, far: true }),
  'samUnet.typePrompt': typePrompt,
  'samUnet.press': viewCommand({ kind: 'press', positive: true }),
  'samUnet.pressNegative': viewCommand({ kind: 'press', positive: false }),
  'samUnet.showKeys': viewCommand({ kind: 'keys', keys: defaultKeys }),
  'samUnet.changeKeys': changeKeys,
  'samUnet.openWalkthrough': openWalkthrough,
};

export function registerAllCommands(context: CommandContext): vscode.Disposable {
  return registerCommands(commands, context);
}
