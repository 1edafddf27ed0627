import { isConfidential } from '../confidential';
import { isPrivate, type Definition } from '../dictionary';

/**
 * What becomes of an attribute (PS3.15, table E.1-1): `items` keeps a sequence and applies the actions in it, `dummy` writes a value
 * without a meaning, `patient` the pseudonym of the patient, `shift` moves a date.
 */
export type Action = 'keep' | 'remove' | 'empty' | 'dummy' | 'patient' | 'uid' | 'shift' | 'items';

/** Name and ID of the patient. */
const pseudonyms: ReadonlySet<string> = new Set(['00100010', '00100020']);
/** Attributes of images that have to be there, without a value (type 2). */
const emptied: ReadonlySet<string> = new Set(
  '00080050 00080090 0008009c 00100030 00100040 00180010 00200010 00400513 00400555 00400562 00400610 00700084'.split(
    ' ',
  ),
);
/** Attributes of images that have to have a value (type 1). */
const dummies: ReadonlySet<string> = new Set(
  '00181000 00181030 001811bb 00181400 0018700a 00189367 00189371 00400512 00400551'.split(' '),
);
/** Sequences of references to images, which stay and refer to the de-identified ones. */
const references: ReadonlySet<string> = new Set(['00081140', '00082112']);
/** What is left of patient and trial: species, which place the axes of an animal. */
const species: ReadonlySet<string> = new Set(['00102201', '00102202', '00102210']);
/** Free text and addresses; the table lists only those of its time. */
const freeText: ReadonlySet<string> = new Set(['AE', 'LT', 'ST', 'UR', 'UT']);
const numbers: ReadonlySet<string> = new Set('AT FD FL OB OD OF OL OV OW SL SS SV UL US UV'.split(' '));
const codeValue = '00080120';
/** UIDs that name no instance: they say what a code, a file or a network service is. */
const kindNames = /(Class|Scheme|Context|Resource|Syntax)/;

/**
 * The action for an attribute of an image by the Basic Application Level Confidentiality Profile with the option Retain Longitudinal
 * Temporal Information with Modified Dates. Where the table leaves a choice, attributes that images need stay; what the standard does
 * not know goes, and so do free text and whatever else says something of the patient, of a trial or of a signature.
 * @param tag group and element in lower-case hexadecimal, eight digits
 * @param stated value representation in the file; undefined where it states none
 * @param definition undefined for an attribute that the standard does not know
 */
export function actionOf(tag: string, stated: string | undefined, definition: Definition | undefined): Action {
  if (definition === undefined || isDropped(tag) || isMisstated(stated, definition)) return 'remove';
  if (pseudonyms.has(tag)) return 'patient';
  if (references.has(tag)) return 'items';
  const vrs = new Set([definition.vr, stated ?? definition.vr]);
  const isListed = [...vrs].some((vr) => isConfidential(tag, vr));
  if (isListed) {
    if (emptied.has(tag)) return 'empty';
    if (dummies.has(tag)) return 'dummy';
  }
  if (vrs.has('UI')) return isListed || !kindNames.test(definition.name) ? 'uid' : 'keep';
  if (vrs.has('DA') || vrs.has('DT')) return 'shift';
  if (vrs.has('TM')) return 'keep';
  if (isListed) return 'remove';
  if ([...vrs].some((vr) => freeText.has(vr)) && tag !== codeValue) return 'remove';
  return vrs.has('SQ') ? 'items' : 'keep';
}

/** Whether a file has text where numbers or a sequence belong, or the other way round. */
function isMisstated(stated: string | undefined, { vr }: Definition): boolean {
  if (stated === undefined || stated === 'UN') return false;
  return numbers.has(stated) !== numbers.has(vr) || (stated === 'SQ') !== (vr === 'SQ');
}

/** Whole groups: commands and directories, private ones, the patient and the trial, signatures, curves, overlays, and lengths of groups. */
function isDropped(tag: string): boolean {
  const group = tag.slice(0, 4);
  if (tag.endsWith('0000') || group < '0008' || isPrivate(tag)) return true;
  if (group === '0010') return !species.has(tag) && !pseudonyms.has(tag) && !emptied.has(tag);
  return group === '0012' || group === '0400' || group.startsWith('50') || group.startsWith('60') || group > '7fe0';
}
