import { createHash } from 'node:crypto';
import path from 'node:path';
import type { FileHeader } from '../../core/formats/headerField';
import { openContent as openImage, readContentFields } from '../../core/formats/registry';
import type { PixelCodecs } from '../../core/formats/pixelCodecs';
import type { MedicalImage } from '../../core/image/medicalImage';
import { PyramidReader } from '../../core/image/pyramidReader';
import { insideFolder } from '../files/insideFolder';
import { openContent, type OpenContent } from './imageContent';
import { joinLevels } from './joinLevels';
import { PictureStore } from './pictureStore';
import { isWholeOnly, madeLevels, WholeRegions } from './wholeRegions';

/** An image whose files stay open until it is closed. */
export interface HeldImage {
  readonly image: MedicalImage;
  /** Reads the levels of a large image. */
  readonly pyramid?: PyramidReader;
  /**
   * SHA-256, in hexadecimal, of the file and of the data files that its header names, or of what stands for large ones; of an
   * archive of several arrays, also of the name of the one that is shown.
   */
  readonly hash: string;
  /** Absolute paths of the data files that its header names, or of the header of its data; empty for an image of one file. */
  readonly dataFiles: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Opens the image in a file.
 * @param array see `ImageFormat.read`
 * @param levels of a slide, the files with its smaller versions, that of the largest first
 * @throws UserError that names the file
 */
export async function openFile(
  file: string,
  codecs: PixelCodecs,
  array?: string,
  levels: readonly string[] = [],
): Promise<HeldImage> {
  const hash = createHash('sha256');
  const open: OpenContent[] = [];
  const dataFiles: string[] = [];
  const contentOf = async (path: string): Promise<OpenContent['content']> => {
    const opened = await openContent(path, hash);
    open.push(opened);
    return opened.content;
  };
  const close = async (): Promise<void> => {
    await Promise.all(open.map((each) => each.close()));
  };
  try {
    const siblings = {
      read: async (name: string) => {
        const sibling = await insideFolder(path.dirname(file), name);
        const content = await contentOf(sibling);
        dataFiles.push(sibling);
        return content;
      },
    };
    const image = await openImage(await contentOf(file), file, codecs, siblings, array);
    // Another array is another image, also for what is cached of it.
    if (image.info.arrays !== undefined) hash.update(image.info.arrays.shown);
    const content = hash.digest('hex');
    const store = new PictureStore();
    const whole = isWholeOnly(image) ? new WholeRegions(image, store, content) : undefined;
    const own = image.regions ?? whole;
    if (own === undefined) return { image, hash: content, dataFiles, close };
    const joined = levels.length === 0 ? undefined : await joinLevels({ ...image, regions: own }, levels, codecs);
    const regions = joined?.regions ?? own;
    const remarks = [...(image.info.remarks ?? []), ...(joined?.remarks ?? [])];
    const info = { ...image.info, levels: regions.levels, ...(remarks.length === 0 ? {} : { remarks }) };
    return {
      image: { ...image, info },
      pyramid: new PyramidReader(regions, madeLevels(store, content)),
      hash: content,
      dataFiles,
      close: async () => {
        await Promise.all([whole?.close(), joined?.close(), close()]);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Lists what a file's header says. @throws UserError that names the file */
export async function readFileHeader(file: string): Promise<FileHeader> {
  const { content, close } = await openContent(file);
  try {
    return await readContentFields(content, file);
  } finally {
    await close();
  }
}
