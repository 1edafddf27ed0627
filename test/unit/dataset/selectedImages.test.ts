import { expect, it } from 'vitest';
import type { DatasetImage } from '../../../src/core/dataset/datasetImage';
import { selectedImages } from '../../../src/host/dataset/selectedImages';
import type { DatasetNode } from '../../../src/host/dataset/datasetItem';
import { datasetImage } from '../../support/datasetImages';

const images = ['a.png', 'ct/1.png', 'ct/b/2.png', 'ct2/3.png'].map((path) => datasetImage(path));
const dataset = { find: () => Promise.resolve({ total: images.length, images }) };
const image = (path: string, root = '/data'): DatasetNode => ({
  ...{ kind: 'image', id: path },
  image: { ...(datasetImage(path) satisfies DatasetImage), root },
});
const group = (name: string, folder?: string): DatasetNode => ({
  ...{ kind: 'group', id: name, name, images: 1, unreviewed: 0, finished: 0 },
  ...(folder === undefined ? {} : { folder }),
});
const selected = (...nodes: readonly DatasetNode[]) => selectedImages(nodes, dataset, ['/data', '/other']);

it('are the images of selected rows and all below selected folders, each once', async () => {
  expect(await selected(image('a.png'), group('ct', '/data/ct'), image('ct/1.png'))).toEqual({
    folder: '/data',
    images: ['a.png', 'ct/1.png', 'ct/b/2.png'],
  });
});

it.each([
  ['of different workspace folders', [image('a.png'), image('x.png', '/other')]],
  ['without images', [group('accepted'), group('rejected')]],
])('are none for rows %s', async (_, nodes) => {
  await expect(selected(...nodes)).rejects.toMatchObject({ code: 'bad-input' });
});
