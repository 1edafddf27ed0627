import type { ImageFormat } from '../format';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = { name: 'npy', title: 'NumPy', extensions: ['.npy'], sniff, read };
