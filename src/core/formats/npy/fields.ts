import { fieldsFromHeader } from '../headerField';
import { readHeader } from './header';

export const readFields = fieldsFromHeader(readHeader);
