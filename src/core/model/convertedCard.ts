import { checkpointFile, type ModelCard } from './card';
import type { ModelConfig } from './config';

/** What SAM was trained with, and so is every SAM-UNet of the published architecture. */
const sam: ModelCard['preprocess'] = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };
/** What EfficientNet-Lite was trained with. */
const efficientnetLite: ModelCard['preprocess'] = { mean: [127, 127, 127], std: [128, 128, 128] };

/** The card of a model about which only its weights are known; its files' hashes are still missing. */
export function convertedCard(
  name: string,
  architecture: ModelConfig,
  source: NonNullable<ModelCard['source']>,
  inPlace: boolean,
): Omit<ModelCard, 'sha256'> {
  return {
    name,
    version: source.sha256.slice(0, 12),
    description: `Imported from ${source.file}.`,
    architecture,
    preprocess: architecture.conv.kind === 'efficientnet-lite0' ? efficientnetLite : sam,
    // The published recipe trains with boxes alone; prompts drawn as maps are trained with all kinds.
    prompts: { box: true, point: architecture.densePrompt, mask: architecture.densePrompt },
    windowing: 'unknown',
    licence: 'unknown',
    credits: [],
    ...(inPlace ? { weightsFile: checkpointFile } : {}),
    source,
    scores: [],
  };
}

/** A model's name made from that of its checkpoint: lower-case letters, digits, dots and dashes. */
export function nameFor(file: string): string {
  const name = file
    .replace(/\.[A-Za-z0-9]{1,8}$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|-+$/g, '');
  return name === '' ? 'model' : name;
}
