import type { ImageFormat } from '../format';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = { name: 'png', title: 'PNG', extensions: ['.png'], sniff, read };
