import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { bytePixels, dicomFile, greyImage } from '../fixtures/dicomFile';
import { useWorkbench } from '../harness/useWorkbench';
import type { Workspace } from '../harness/workspace';
import { orangePixels } from '../support/canvas';
import { choose, tick } from '../support/choose';
import { chooseInExplorer } from '../support/explorerMenu';
import { readMask } from '../support/readMask';
import { cases, datasets, formats } from '../support/shared';
import { startAfresh } from '../support/startAfresh';

const liverSet = path.join(datasets, 'train/lits_liver_ct');
const livers = ['10019-142', '10020-109'];

const vscode = useWorkbench({
  files: ['mr-series/brain_012.dcm'],
  settings: { 'workbench.editorAssociations': { '*.jpg': 'samUnet.image', '*.png': 'samUnet.image' } },
  prepare,
});
startAfresh(vscode);

/** Folders as other programs leave them: each is a dataset of its own. */
async function prepare(workspace: Workspace): Promise<void> {
  const at = (...parts: string[]): string => {
    mkdirSync(path.dirname(workspace.at(...parts)), { recursive: true });
    return workspace.at(...parts);
  };
  copyFileSync(path.join(formats, 'nifti/PET_image.nii.gz'), at('task/imagesTr/PET_001.nii.gz'));
  copyFileSync(path.join(formats, 'nifti/PET_mask.nii.gz'), at('task/labelsTr/PET_001.nii.gz'));
  writeFileSync(at('task/dataset.json'), JSON.stringify(decathlon));
  for (const name of livers) copyFileSync(path.join(liverSet, `images/${name}.jpg`), at(`cvat/images/${name}.jpg`));
  writeFileSync(at('cvat/annotations.xml'), await cvatExport());
  copyFileSync(path.join(cases, 'slicer-seg-nrrd/images/a.nrrd'), at('scene/CT chest.nrrd'));
  copyFileSync(path.join(cases, 'slicer-seg-nrrd/masks/a.seg.nrrd'), at('scene/Segmentation.seg.nrrd'));
  writeFileSync(at('scene/2026-11-29-Scene.mrml'), slicerScene);
  await cp(path.join(cases, 'csv-shift-jis'), at('table'), { recursive: true });
  writeFileSync(at('radiographs/chest.dcm'), radiograph());
}

/** The description of a task of the Medical Segmentation Decathlon. */
const decathlon = {
  ...{ name: 'Tumour', tensorImageSize: '3D', modality: { 0: 'PET' }, labels: { 0: 'background', 1: 'tumour' } },
  ...{ numTraining: 1, numTest: 0, test: [] },
  training: [{ image: './imagesTr/PET_001.nii.gz', label: './labelsTr/PET_001.nii.gz' }],
};

/** “CVAT for images 1.1”: a box around the liver of each image. */
async function cvatExport(): Promise<string> {
  const images = livers.map(async (name, id) => {
    const mask = await readMask(path.join(liverSet, `masks/${name}__liver.png`));
    const { x0, y0, x1, y1 } = mask.bounds!;
    const corners = `xtl="${x0}.00" ytl="${y0}.00" xbr="${x1}.00" ybr="${y1}.00"`;
    return `<image id="${id}" name="${name}.jpg" width="${mask.width}" height="${mask.height}">
    <box label="liver" source="manual" occluded="0" ${corners} z_order="0"></box></image>`;
  });
  const labels = '<label><name>liver</name><color>#33ddff</color><type>any</type><attributes></attributes></label>';
  return `<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><task><name>livers</name><labels>${labels}</labels></task></meta>
${(await Promise.all(images)).join('\n')}
</annotations>`;
}

const slicerScene = `<MRML version="Slicer5.6.2">
 <Segmentation id="vtkMRMLSegmentationNode1" references="referenceImageGeometryRef:vtkMRMLScalarVolumeNode1;storage:vtkMRMLSegmentationStorageNode1;"></Segmentation>
 <SegmentationStorage id="vtkMRMLSegmentationStorageNode1" fileName="Segmentation.seg.nrrd"></SegmentationStorage>
 <Volume id="vtkMRMLScalarVolumeNode1" references="storage:vtkMRMLVolumeArchetypeStorageNode1;"></Volume>
 <VolumeArchetypeStorage id="vtkMRMLVolumeArchetypeStorageNode1" fileName="CT%20chest.nrrd"></VolumeArchetypeStorage>
</MRML>`;

/** A DX image whose window lies outside its values. */
function radiograph(): Uint8Array {
  const [width, height] = [256, 256];
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [(at % width) - 128, Math.floor(at / width) - 128];
    return (x * x) / 8100 + (y * y) / 4900 < 1 ? 150 : 20 + (at % 7);
  });
  const window = [
    ['0028,1050', 'DS', '20000'],
    ['0028,1051', 'DS', '1000'],
  ] as const;
  const grey = bytePixels('MONOCHROME2', 1, pixels);
  return dicomFile(greyImage(width, height, ['0008,0060', 'CS', 'DX'], ...grey, ...window));
}

const row = (text: string | RegExp): Locator =>
  vscode.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });

const whole = 'One box over the whole image';

/** A folder, the source that its masks or boxes are, and what becomes of its image. */
const folders = [
  { folder: 'task', source: 'Masks of the data set', image: 'imagesTr/PET_001.nii.gz', labels: ['tumour'] },
  { folder: 'cvat', source: 'Masks of the data set', image: `images/${livers[0]!}.jpg`, labels: ['liver'] },
  { folder: 'scene', source: 'Masks of the data set', image: 'CT chest.nrrd', labels: ['Liver', 'Tumor'] },
  { folder: 'table', source: 'CSV boxes in b.csv', image: 'a.png', labels: ['肝臓'], asks: 'Japanese (Shift-JIS)' },
  { folder: 'radiographs', source: whole, image: 'chest.dcm', labels: ['object'] },
];

test.each(folders)(
  '$folder is segmented without a question too many',
  async ({ folder, source, image, labels, asks }) => {
    const { workbench } = vscode;
    await workbench.command('File: Focus on Files Explorer');
    await chooseInExplorer(workbench, folder, 'Generate Masks for Folder…');
    await row(source).first().waitFor();
    await workbench.screenshot(`folder-${folder}-sources`);
    // What was found is ticked already.
    if (source === whole) await tick(workbench.page, source);
    else await workbench.page.keyboard.press('Enter');
    if (asks !== undefined) {
      await row(asks).first().waitFor();
      await workbench.screenshot(`folder-${folder}-question`);
      await choose(workbench.page, asks);
    }
    await row(/Segment \d+ images?/)
      .first()
      .waitFor();
    await workbench.screenshot(`folder-${folder}-plan`);
    await choose(workbench.page, 'Segment ');
    await workbench.readNotification(/\d+ images? segmented/);
    await workbench.screenshot(`folder-${folder}-done`);
    const file = vscode.workspace.at(folder, `${image}.masks.json`);
    const { objects } = parseSidecar(readFileSync(file, 'utf8'), file);
    expect([...new Set(objects.map(({ label }) => label))].sort()).toEqual(labels);
    await workbench.openImage(path.posix.join(folder, image));
    await expect.poll(() => orangePixels(workbench.webview().locator('canvas'))).toBeGreaterThan(1000);
    await workbench.screenshot(`folder-${folder}-editor`);
  },
);
