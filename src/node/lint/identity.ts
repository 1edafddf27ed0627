import path from 'node:path';
import { parseContent } from '../../core/formats/dicom/dataSet';
import { identityOf, type Identity } from '../../core/lint/identity';
import { problem, type Problem } from '../../core/lint/problem';
import { patientInPath } from '../../core/lint/splits';
import { t } from '../../core/text/message';
import { exists } from '../files/exists';
import { withFileSource } from '../files/fileSource';
import type { OpenedImage } from '../image/openImage';

/** Whose image it is, as its DICOM header or its path says. @throws UserError that names the file */
export async function readIdentity(image: OpenedImage, name: string): Promise<Identity> {
  if (image.info.format === 'dicom') {
    return withFileSource(image.path, async (source) => identityOf((await parseContent(source)).dataSet));
  }
  const patient = patientInPath(name);
  return { ...(patient === undefined ? {} : { patient }), isNamed: false, isBurnedIn: false };
}

/** What must not leave the hospital. In a repository it is about to. */
export function identityProblems(name: string, { isNamed, isBurnedIn }: Identity, isInRepository: boolean): Problem[] {
  const severity = isInRepository ? 'error' : 'warning';
  return [
    ...(isNamed
      ? [
          problem(
            name,
            'patient-name',
            t`The header names the patient. Export with --deidentify before you share it.`,
            severity,
          ),
        ]
      : []),
    ...(isBurnedIn ? [problem(name, 'burned-in', t`The header says that text is part of the pixels.`, severity)] : []),
  ];
}

/** Whether a folder is in the working tree of Git. */
export async function isInRepository(folder: string): Promise<boolean> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (await exists(path.join(at, '.git'))) return true;
    if (at === path.dirname(at)) return false;
  }
}
