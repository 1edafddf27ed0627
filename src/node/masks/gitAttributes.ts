import path from 'node:path';
import { writeFileAtomically } from '../files/atomicWrite';
import { exists } from '../files/exists';
import { isMissing } from '../files/isMissing';
import { readTextFile } from '../files/textFile';

/**
 * How Git should treat what lies beside images: mask files are never text, and sidecars keep their line ends on every system and
 * are folded where changes are shown (gitattributes(5); `linguist-generated` is of GitHub and GitLab).
 */
const advised = [
  '*.mask.png binary',
  '*.mask.nii.gz binary',
  '*.mask.dcm binary',
  '*.masks.json text eol=lf linguist-generated',
];

/** Lines that the `.gitattributes` of a folder lacks; none where the folder is in no repository. @throws what the system says */
export async function missingAttributes(folder: string): Promise<readonly string[]> {
  if (!(await isInRepository(folder))) return [];
  const patterns = new Set((await attributesOf(folder)).split('\n').map((line) => line.trim().split(/\s+/)[0]));
  return advised.filter((line) => !patterns.has(line.split(' ')[0]));
}

/** Appends what {@link missingAttributes} has found; what is there stays. @returns the file @throws UserError `unwritable` */
export async function addAttributes(folder: string): Promise<string> {
  const file = path.join(folder, '.gitattributes');
  const missing = await missingAttributes(folder);
  const text = await attributesOf(folder);
  if (missing.length === 0) return file;
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  await writeFileAtomically(file, `${start}${missing.join('\n')}\n`);
  return file;
}

async function attributesOf(folder: string): Promise<string> {
  try {
    return await readTextFile(path.join(folder, '.gitattributes'));
  } catch (cause) {
    if (isMissing(cause)) return '';
    throw cause;
  }
}

async function isInRepository(folder: string): Promise<boolean> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (await exists(path.join(at, '.git'))) return true;
    if (at === path.dirname(at)) return false;
  }
}
