import type { CancellationToken } from '../../core/base/cancellation';
import { promptOf } from '../../core/document/newObject';
import { Mask } from '../../core/mask/mask';
import { decodeRunLength } from '../../core/mask/runLength';
import { isEmptyPrompt } from '../../core/prompt/prompt';
import type { LoadedModel } from '../../core/protocol/inferenceApi';
import { taughtSource } from '../../core/review/labelVerdicts';
import { ImageQuestions } from '../bulk/segmentImage';
import type { Segmenter } from '../inference/segmenter';
import { decoderOf, type TaughtLabel } from '../teach/taughtStore';
import type { ReplaySide } from './replayFolder';

/** A checkpoint that is asked by the prompts that are stored with masks. */
export function modelSide(client: Segmenter, name: string, model: LoadedModel, token: CancellationToken): ReplaySide {
  return {
    name,
    hasMade: ({ status, model: maker, proposal }) =>
      status === 'accepted' && proposal === undefined && maker?.sha256 === model.sha256,
    ask: async (image, at, objects) => {
      const questions = new ImageQuestions(image, { client, token, priority: 'bulk' });
      const prompts = objects.map(({ prompt }) => promptOf(prompt));
      const asked = prompts.filter((prompt) => !isEmptyPrompt(prompt));
      const answers = asked.length === 0 ? [] : await questions.ask(at, asked, 'final');
      return prompts.map((prompt) => {
        const answer = answers[asked.indexOf(prompt)];
        return answer && decodeRunLength(answer.mask);
      });
    },
  };
}

/** A taught label, which is found without a prompt. */
export function taughtSide(client: Segmenter, name: string, taught: TaughtLabel, token: CancellationToken): ReplaySide {
  const decoder = decoderOf(taught);
  const { label, at: since } = taught.card;
  return {
    name,
    hasMade: ({ status, source, proposal, at }) =>
      status === 'accepted' && proposal === undefined && source === taughtSource && at >= since,
    ask: async (image, at, objects) => {
      const taughtAs = (): Promise<typeof decoder> => Promise.resolve(decoder);
      const questions = new ImageQuestions(image, { client, token, priority: 'bulk', taught: taughtAs });
      const [found = []] = await questions.find(at, [label]);
      const mask = new Mask(image.info.width, image.info.height);
      for (const { answer } of found) {
        for (const [pixel, value] of decodeRunLength(answer.mask).data.entries()) mask.data[pixel]! |= value;
      }
      return objects.map(() => mask);
    },
  };
}
