import { plainField, type HeaderField } from '../headerField';
import { arraysIn } from './arrays';

/** Names and shapes of the arrays. @throws UserError `damaged` */
export function readFields(bytes: Uint8Array): Promise<readonly HeaderField[]> {
  return Promise.resolve().then(() => arraysIn(bytes).map(({ name, shape }) => plainField(name, shape.join(' × '))));
}
