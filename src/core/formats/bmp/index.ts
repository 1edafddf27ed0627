import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = { name: 'bmp', title: 'BMP', extensions: ['.bmp'], sniff, read, readFields };
