/** What the page of an image tells of its painting; put there before its own scripts run. Times are those of `Date.now()`. */
export interface Probe {
  /** When VS Code had made the frame of the page. */
  readonly created: number;
  /** When something had been drawn and handed to the screen. */
  readonly drawn: number[];
  /** When a slice had been painted that was not the last one. */
  readonly painted: number[];
  /** Milliseconds from each movement of the pointer to the end of the frame that shows it, once {@link follow} was called. */
  readonly followed: number[];
  follow(): void;
  /** Milliseconds that the page computed for each frame in which it had something to draw. */
  readonly worked: number[];
  /** Goes to the first slice: a volume opens in its middle. */
  first(): Promise<void>;
  /** Goes on by a slice, `steps` times, each time when the one before is there. */
  walk(steps: number): Promise<void>;
  /** Leaves of the page one canvas of the viewport's size that is filled whenever the wheel or the pointer moves. */
  empty(): void;
  /**
   * Goes on by a slice for each frame of the screen, there and back, for so many milliseconds: backwards first, or else
   * `forwards`.
   */
  scroll(
    slices: number,
    ms: number,
    forwards?: boolean,
  ): Promise<{ readonly slices: number; readonly frames: number; readonly ms: number }>;
}

declare global {
  interface Window {
    readonly probe: Probe;
  }
}

/** Runs in every frame of the browser: it must not use anything outside of itself. */
export function installProbe(): void {
  const probe: Probe = {
    created: Date.now(),
    drawn: [],
    painted: [],
    followed: [],
    worked: [],
    follow,
    first,
    walk,
    empty,
    scroll,
  };
  let moved: number | undefined;

  const after = <T extends object>(prototype: T, method: keyof T, tell: (self: T) => void): void => {
    const original = prototype[method] as (...values: unknown[]) => unknown;
    Object.assign(prototype, {
      [method](this: T, ...values: unknown[]): unknown {
        const result = Reflect.apply(original, this, values);
        tell(this);
        return result;
      },
    });
  };
  const nextFrame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    nextFrame((time) => {
      const start = performance.now();
      callback(time);
      probe.worked.push(performance.now() - start);
    });
  const painted = (): void => {
    probe.painted.push(Date.now());
  };
  after(CanvasRenderingContext2D.prototype, 'putImageData', painted);
  after(WebGL2RenderingContext.prototype, 'drawArrays', painted);
  after(CanvasRenderingContext2D.prototype, 'drawImage', ({ canvas }) => {
    if (!canvas.isConnected) return;
    const since = moved;
    moved = undefined;
    // What is drawn in a frame goes to the screen before the next task.
    setTimeout(() => {
      probe.drawn.push(Date.now());
      if (since !== undefined) probe.followed.push(performance.now() - since);
    });
  });
  Object.assign(window, { probe });

  function follow(): void {
    addEventListener(
      'pointermove',
      ({ timeStamp }) => {
        moved ??= timeStamp;
      },
      true,
    );
  }

  function turnWheel(by: number): void {
    document.querySelector('.viewport')!.dispatchEvent(new WheelEvent('wheel', { deltaY: by }));
  }

  async function first(): Promise<void> {
    const slider = document.querySelector<HTMLInputElement>('.strip input')!;
    if (slider.value === '1') return;
    const before = probe.painted.length;
    slider.value = '1';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    while (probe.painted.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async function walk(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const before = probe.painted.length;
      turnWheel(100);
      while (probe.painted.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  function empty(): void {
    const { clientWidth, clientHeight } = document.querySelector('.viewport')!;
    const screen = Object.assign(document.createElement('canvas'), { className: 'viewport' });
    const spot = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    Object.assign(screen, { width: clientWidth, height: clientHeight });
    const [onScreen, onSpot] = [screen.getContext('2d')!, spot.getContext('2d')!];
    let frame: number | undefined;
    let level = 0;
    const fill = (): void => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        level = (level + 1) % 256;
        onSpot.putImageData(new ImageData(Uint8ClampedArray.of(level, level, level, 255), 1, 1), 0, 0);
        onScreen.drawImage(spot, 0, 0, clientWidth, clientHeight);
      });
    };
    screen.addEventListener('wheel', fill);
    screen.addEventListener('pointermove', fill);
    document.querySelector('#root')!.replaceChildren(screen);
  }

  function scroll(slices: number, ms: number, forwards = false): ReturnType<Probe['scroll']> {
    const before = probe.painted.length;
    const start = performance.now();
    let frames = 0;
    return new Promise((resolve) => {
      const step = (): void => {
        const took = performance.now() - start;
        if (took >= ms) {
          resolve({ slices: probe.painted.length - before, frames, ms: took });
          return;
        }
        const isBack = Math.floor(frames++ / (slices - 1)) % 2 === 1;
        turnWheel(isBack === forwards ? -100 : 100);
        nextFrame(step);
      };
      nextFrame(step);
    });
  }
}
