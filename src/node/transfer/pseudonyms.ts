import { createHmac, randomBytes } from 'node:crypto';
import type { Patient, Pseudonyms } from '../../core/formats/dicom/deidentify/rewrite';
import { dicomUid } from '../files/dicomUid';

/** Dates are moved into the past, by a day at least and ten years at most. */
const mostDays = 3652;

/**
 * Pseudonyms by a hash with a secret of their own. The secret is made at random, is written nowhere and is gone with this object:
 * who has the written files can neither compute the identity from them nor test a guess.
 */
export class SaltedPseudonyms implements Pseudonyms {
  readonly #salt = randomBytes(32);

  uid(uid: string): string {
    return dicomUid(this.#salt, 'uid', uid);
  }

  patient(identity: string): Patient {
    const hash = this.#hash('patient', identity);
    return { name: `P-${hash.toString('hex', 0, 6).toUpperCase()}`, days: -(1 + (hash.readUInt32LE(6) % mostDays)) };
  }

  /** The paths in an order that says nothing of them. */
  shuffled(paths: Iterable<string>): string[] {
    const keys = new Map([...paths].map((path) => [path, this.#hash('path', path).toString('hex')]));
    return [...keys.keys()].sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1));
  }

  #hash(kind: string, text: string): Buffer {
    return createHmac('sha256', this.#salt).update(`${kind}:${text}`).digest();
  }
}
