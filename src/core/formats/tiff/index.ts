import type { ImageFormat } from '../format';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = { name: 'tiff', title: 'TIFF', extensions: ['.tif', '.tiff'], sniff, read };
