import type { ImageFormat } from '../format';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = { name: 'bmp', title: 'BMP', extensions: ['.bmp'], sniff, read };
