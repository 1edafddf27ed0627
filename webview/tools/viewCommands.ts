import type { Toggle, ViewApi, ViewCommand } from '../../src/core/protocol/viewApi';
import type { Point } from '../../src/core/geometry/rect';
import { changed } from '../../src/core/protocol/objectChange';
import { toImage, zoomAt } from '../../src/core/view/camera';
import { idle, nextGesture } from '../../src/core/view/gesture';
import { stepDiameter } from '../../src/core/view/brush';
import { carryOut } from './effects';
import { pressAtCrosshair, stepCrosshair, toggleCrosshair } from './keyboardPointer';
import { settleAt, showSlice, showVolume } from '../store/navigation';
import type { Page } from '../store/page';
import type { Session } from '../store/session';

/** Carries out what the host asks of the page. */
export function viewApi(page: Page, session: Session): ViewApi {
  return {
    showImage: (opened) => {
      session.receive(opened);
      return Promise.resolve();
    },
    showDocument: (change) => {
      page.document.value = changed(page.document.value, change);
      return Promise.resolve();
    },
    showWindow: (volume, window) => {
      page.volumeWindows.value = new Map([...page.volumeWindows.value, [volume, window]]);
      return Promise.resolve();
    },
    announce: (happened) => {
      page.announcements.say(...happened);
      return Promise.resolve();
    },
    perform: async (command) => {
      await perform(command, page, session);
    },
  };
}

async function perform(command: ViewCommand, page: Page, session: Session): Promise<void> {
  switch (command.kind) {
    case 'tool':
      page.tool.value = command.tool;
      page.corner.value = undefined;
      session.areas.drop();
      return;
    case 'toggle':
      toggle(page, session, command.what);
      return;
    case 'fit':
      page.camera.value = 'fit';
      return;
    case 'zoom':
      zoomBy(page, command.factor);
      return;
    case 'actualSize':
      page.camera.value = { center: middleOf(page), scale: 1 / page.pixelRatio.value };
      return;
    case 'cancel':
      await cancel(page, session);
      return;
    case 'stepSlice':
      showSlice(page, page.sliceIndex.value + command.step);
      return;
    case 'showSlice':
      showVolume(page, command.volume);
      showSlice(page, command.slice);
      return;
    case 'settleAt':
      settleAt(page, command);
      return;
    case 'stepVolume':
      showVolume(page, page.volumeIndex.value + command.step);
      return;
    case 'window':
      page.chosenWindow.value = command.window ?? undefined;
      return;
    case 'colorMap':
      page.coloring.value = { ...page.coloring.value, map: command.map };
      return;
    case 'cineRate':
      page.cineRate.value = command.rate;
      return;
    case 'moveCrosshair':
      stepCrosshair(page, session, command);
      return;
    case 'stepBrush':
      if (session.areas.step(command.steps)) return;
      page.brush.value = { ...page.brush.value, diameter: stepDiameter(page.brush.value.diameter, command.steps) };
      return;
    case 'brushRange':
      page.brush.value = { ...page.brush.value, range: command.range };
      return;
    case 'press':
      pressAtCrosshair(page, session, command.positive);
      return;
    case 'confirm':
      session.areas.confirm();
      return;
    case 'keys':
      page.keys.value = page.keys.value === undefined ? command.keys : undefined;
  }
}

function toggle(page: Page, session: Session, what: Toggle): void {
  if (what === 'crosshair') {
    toggleCrosshair(page, session);
    return;
  }
  if (what === 'invert') {
    page.coloring.value = { ...page.coloring.value, invert: !page.coloring.value.invert };
    return;
  }
  if (what === 'spareOthers') {
    page.brush.value = { ...page.brush.value, sparesOthers: !page.brush.value.sparesOthers };
    return;
  }
  if (what === 'cine' || what === 'cineVolumes') {
    const series = what === 'cine' ? 'slices' : 'volumes';
    page.playing.value = page.playing.value === series ? undefined : series;
    return;
  }
  const signals = {
    planes: page.planes,
    smooth: page.smooth,
    scaleBar: page.scaleBar,
    modelView: page.modelView,
  };
  signals[what].value = !signals[what].value;
}

/** Enlarges what is in the middle of the view. */
function zoomBy(page: Page, factor: number): void {
  const { image, viewport, camera } = page;
  if (image.value === undefined) return;
  const middle = { x: viewport.value.width / 2, y: viewport.value.height / 2 };
  camera.value = zoomAt(camera.value, middle, factor, viewport.value, image.value);
}

/** The place of the image in the middle of the view. */
function middleOf({ transform, viewport }: Page): Point {
  const { width, height } = viewport.value;
  return transform.value === undefined ? { x: 0, y: 0 } : toImage(transform.value, { x: width / 2, y: height / 2 });
}

/** Ends the first of these that there is: the list of keys, the drag, the message, playing, the measurement, the keyboard crosshair, the selection. */
async function cancel(page: Page, session: Session): Promise<void> {
  if (page.keys.value !== undefined) {
    page.keys.value = undefined;
  } else if (page.corner.value !== undefined) {
    page.corner.value = undefined;
    session.draw(null);
    session.strokes.carryOut({ kind: 'stroke', phase: 'cancel' });
    session.areas.drop();
  } else if (page.gesture.value.kind !== 'idle') {
    const { effects } = nextGesture(page.gesture.value, { kind: 'cancel' });
    page.gesture.value = idle;
    for (const effect of effects) {
      if (effect.kind === 'draft' || effect.kind === 'stroke' || effect.kind === 'area') {
        carryOut(effect, session, session.active);
      }
    }
  } else if (session.areas.drop()) {
    return;
  } else if (page.notice.value !== null) {
    page.notice.value = null;
  } else if (page.playing.value !== undefined) {
    page.playing.value = undefined;
  } else if (page.measurement.value !== undefined) {
    page.measurement.value = undefined;
  } else if (page.crosshairKeys.value) {
    page.crosshairKeys.value = false;
  } else if (page.document.value.selected !== null) {
    await session.select(null);
  }
}
