import type { Mask } from '../mask/mask';
import type { Followed, FollowedObject } from './followObjects';
import { continues, nextPrompt } from './nextSlice';

/** A label in a volume, and the shapes that are expected on slices of it. */
export interface ExpectedShapes {
  readonly label: string;
  readonly volume: number;
  readonly shapes: readonly { readonly slice: number; readonly mask: Mask }[];
}

/**
 * Asks the model about shapes that are expected on slices of a volume: each, and the box around it, is a prompt. A slice where the
 * model finds something else ({@link continues}) is left out.
 * @param onDone called after each slice, with the number of those that are done
 */
export async function refineShapes(
  { label, volume, shapes }: ExpectedShapes,
  { prompts: kinds, ask }: Pick<Followed, 'prompts' | 'ask'>,
  onDone: (done: number) => void = () => undefined,
): Promise<readonly FollowedObject[]> {
  const refined: FollowedObject[] = [];
  for (const [i, { slice, mask }] of shapes.entries()) {
    const { previous, ...prompt } = nextPrompt(mask, kinds.mask);
    const asked = previous === undefined ? prompt : { ...prompt, previous };
    const [answer] = await ask({ slice, volume }, [asked], 'final');
    if (answer !== undefined && continues(mask, answer)) refined.push({ label, slice, volume, prompt, answer });
    onDone(i + 1);
  }
  return refined;
}
