import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { roundOutward } from '../../../src/core/geometry/rect';
import type { SavedLayout } from '../../../src/core/layouts/savedLayout';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import type { Segmenter } from '../../../src/node/inference/segmenter';
import { openImage } from '../../../src/node/image/openImage';
import { imageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { generateMasks } from '../../../src/node/bulk/generateMasks';
import { planRun, requestOfRun, type RunRequest } from '../../../src/node/bulk/planRun';
import { listRuns } from '../../../src/node/bulk/runFolder';
import { undoRun, type UndoSummary } from '../../../src/node/bulk/undoRun';
import type { BulkSummary } from '../../../src/core/bulk/bulkSummary';
import { writeDicomImage } from '../dicomImages';
import { liver, rectMask, rectObject } from '../sidecars';

const size = { width: 24, height: 16 };

/** What a folder of images is made of. */
export interface SceneKind {
  readonly layout: SavedLayout;
  /** `dicom`: each image is a series of two files. */
  readonly format: 'png' | 'nifti' | 'dicom';
}

export interface SceneOptions {
  /** How many images there are: two, when left out. */
  readonly count?: number;
  /** A folder that another process has made as a scene of the same kind and count. */
  readonly folder?: string;
  /** Folder in it that the images lie in; left out, they lie in the folder itself. */
  readonly below?: string;
}

/** A folder with images, and what users and machines do in it. */
export class Scene {
  readonly folder: string;
  readonly images: readonly string[];
  readonly #kind: SceneKind;
  readonly #kept = mkdtempSync(path.join(tmpdir(), 'durability-kept-'));

  #runs: readonly string[] = [];

  constructor(kind: SceneKind, { count = 2, folder, below = '' }: SceneOptions = {}) {
    this.#kind = kind;
    this.folder = folder ?? mkdtempSync(path.join(tmpdir(), 'durability-'));
    this.images = Array.from({ length: count }, (_, i) =>
      path.posix.join(below, `${String.fromCharCode('a'.charCodeAt(0) + i)}${endings[kind.format]}`),
    );
    if (folder !== undefined) return;
    mkdirSync(this.at(below), { recursive: true });
    for (const image of this.images) writeImage(this.at(image), kind.format);
  }

  /** Every file of the images, also those that no masks lie beside. */
  get imageFiles(): readonly string[] {
    const others = this.#kind.format === 'dicom' ? this.images.map((image) => image.replace('-1.dcm', '-2.dcm')) : [];
    return [...this.images, ...others];
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  /** Remembers the folder as it is. */
  async keep(): Promise<void> {
    this.#runs = (await listRuns(this.folder)).map(({ head }) => head.id);
    rmSync(this.#kept, { recursive: true, force: true });
    cpSync(this.folder, this.#kept, { recursive: true, preserveTimestamps: true });
  }

  /** Makes the folder what it was. */
  reset(): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(this.#kept, this.folder, { recursive: true, preserveTimestamps: true });
  }

  dispose(): void {
    for (const each of [this.folder, this.#kept]) rmSync(each, { recursive: true, force: true });
  }

  /** Every file but those of runs, by its path. */
  contents(): Record<string, string> {
    const files = readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(path.sep, '/'))
      .filter((name) => !name.startsWith('.sam-unet') && statSync(this.at(name)).isFile());
    return Object.fromEntries(files.sort().map((name) => [name, readFileSync(this.at(name), 'latin1')]));
  }

  /** Temporary files and locks; that of a run which was killed says so, and stays until it is resumed or undone. */
  leftovers(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) =>
        /\.tmp$|(?<!\.jsonl)\.lock$/.test(name) || (name.endsWith('masks') && readdirSync(this.at(name)).length === 0),
    );
  }

  /** A person saves objects of their own, as the editor does. */
  async save(name: string, ...rects: readonly number[]): Promise<void> {
    await this.#withImage(name, async (image) => {
      const { version } = await loadMasks(image);
      const objects = rects.map((left, i) => drawn(String(i + 1), left));
      const options = { writer: 'human', expected: version, layout: this.#kind.layout } as const;
      const { behind } = await saveMasks(image, { labels: [liver], objects }, options);
      if (behind !== undefined) throw new Error(`The mask file is behind: ${english(behind[0]!.problem)}`);
    });
  }

  /** A run whose masks are boxes that begin at `left`. */
  async run(left: number, request: Partial<RunRequest> = {}): Promise<BulkSummary> {
    const source: SourceSpec = { kind: 'box', label: 'liver', box: [left, 2, left + 6, 9] };
    const plan = await planRun({ folder: this.folder, sources: [source], ...request });
    const summary = await generateMasks(plan, { client: segmenter, by: 'tests', layout: this.#kind.layout });
    const [failed] = summary.failed;
    if (failed !== undefined) throw failed.error;
    return summary;
  }

  /** Resumes the newest run; nothing where none is open. */
  async resume(): Promise<void> {
    const run = (await listRuns(this.folder)).find(({ state }) => state === 'open');
    if (run === undefined) return;
    const plan = await planRun(requestOfRun(this.folder, run));
    const summary = await generateMasks(plan, { client: segmenter, by: 'tests', layout: this.#kind.layout });
    const [failed] = summary.failed;
    if (failed !== undefined) throw failed.error;
  }

  /** Undoes the newest run; nothing where there is none, or no other than before the folder was kept. */
  async undo({ onlyNew = false } = {}): Promise<UndoSummary | undefined> {
    const [run] = (await listRuns(this.folder)).filter(({ head }) => !(onlyNew && this.#runs.includes(head.id)));
    return run === undefined ? undefined : undoRun(this.folder, run);
  }

  /** What a person who opens the image sees. */
  async view(name: string): Promise<readonly SidecarObject[]> {
    let objects: readonly SidecarObject[] = [];
    await this.#withImage(name, async (image) => {
      objects = (await loadMasks(image)).content?.objects ?? [];
    });
    return objects;
  }

  async #withImage(name: string, work: (image: ReturnType<typeof imageOfMasks>) => Promise<void>): Promise<void> {
    const image = await openImage(this.at(name));
    try {
      await work(imageOfMasks(image));
    } finally {
      image.dispose();
    }
  }
}

/** An object that a person has drawn. */
function drawn(id: string, left: number): SidecarObject {
  const rect = { x0: left, y0: 3, x1: left + 4, y1: 8 };
  return rectObject(size, rect, { id, origin: 'human', status: 'accepted', by: 'a person' });
}

/** Finds the boxes that it is prompted with. */
export const segmenter: Segmenter = {
  start: () =>
    Promise.resolve({
      ...{ name: 'boxes', sha256: 'ab', device: 'cpu', ms: 1, memory: 1 },
      prompts: { box: true, point: true, mask: true },
    }),
  find: () => Promise.reject(new Error('Nothing was taught.')),
  segment: (_, prompts) =>
    Promise.resolve({
      objects: prompts.map((prompt) => ({
        mask: encodeRunLength(rectMask(size, roundOutward(prompt!.box!))),
        quality: 0.8,
      })),
      ms: { encode: 1, decode: 1 },
    }),
};

/** Of the file that masks lie beside. */
const endings: Readonly<Record<SceneKind['format'], string>> = { png: '.png', nifti: '.nii.gz', dicom: '-1.dcm' };

function writeImage(file: string, format: SceneKind['format']): void {
  if (format === 'dicom') {
    const name = path.basename(file, endings.dicom);
    writeDicomImage(path.dirname(file), { name, ...size, slices: 2, spacing: [0.7, 0.7] });
    return;
  }
  const data = new Uint8Array(size.width * size.height * (format === 'png' ? 1 : 3)).fill(50);
  const bytes =
    format === 'png'
      ? encode({ ...size, data, depth: 8, channels: 1 })
      : writeImageVolume({ ...size, slices: 3, channels: 1, data, slope: 1, intercept: 0 });
  writeFileSync(file, bytes);
}
