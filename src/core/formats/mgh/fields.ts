import { fieldsFromHeader } from '../headerField';
import { isGzip, startOfGzip } from '../gzip';
import { headerBytes, readHeader } from './header';

export const readFields = fieldsFromHeader((bytes) =>
  readHeader(isGzip(bytes) ? startOfGzip(bytes, headerBytes) : bytes),
);
