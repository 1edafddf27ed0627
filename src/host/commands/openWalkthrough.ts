import { openWalkthrough as open } from '../walkthrough';
import type { CommandContext } from './context';

export function openWalkthrough({ extension }: CommandContext): Promise<void> {
  return open(extension);
}
