import { createHash } from 'node:crypto';
import { withFileSource } from './fileSource';

const chunk = 2 ** 20;

/**
 * SHA-256 of a file in hexadecimal digits.
 *
 * @param onBytes is called with every piece that was read, and may throw to stop
 * @throws UserError `not-found`, `unreadable`
 */
export async function hashFile(file: string, onBytes: (count: number) => void = () => undefined): Promise<string> {
  return withFileSource(file, async (source) => {
    const hash = createHash('sha256');
    for (let at = 0; at < source.size; at += chunk) {
      const bytes = await source.read(at, Math.min(chunk, source.size - at));
      hash.update(bytes);
      onBytes(bytes.length);
    }
    return hash.digest('hex');
  });
}
