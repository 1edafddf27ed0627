import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { tensorOf, type TensorView } from './globals';
import { PickleObject, type PickleValue } from './pickle';

/** Where training scripts put the state dictionary among other things. */
const usualKeys = ['model', 'state_dict', 'model_state_dict'] as const;
/** What wrappers put before every key: `DataParallel` and `torch.compile`. */
const prefixes = ['module.', '_orig_mod.'] as const;

const advice = t`Save the state dictionary with ${'torch.save({"model": model.state_dict()}, path)'}.`;

/**
 * The tensors of a checkpoint by name: it is a state dictionary or has one under `model`, `state_dict` or `model_state_dict`.
 * Values that are no tensors are passed over; prefixes of wrappers are taken off.
 *
 * @throws UserError `bad-model` when there are no tensors by name
 */
export function stateDict(root: PickleValue): Map<string, TensorView> {
  const tensors = tensorsIn(dictionaryIn(root));
  if (tensors.size === 0)
    throw new UserError('bad-model', { problem: t`The checkpoint contains no named tensors.`, advice });
  return withoutPrefixes(tensors);
}

function dictionaryIn(root: PickleValue): PickleValue {
  if (!(root instanceof Map)) return root;
  return usualKeys.map((key) => root.get(key)).find((value) => value !== undefined) ?? root;
}

function tensorsIn(dictionary: PickleValue): Map<string, TensorView> {
  if (dictionary instanceof PickleObject && tensorOf(dictionary) === undefined) {
    const problem = t`The checkpoint contains the Python object “${dictionary.kind}” instead of a state dictionary.`;
    throw new UserError('bad-model', { problem, advice });
  }
  if (!(dictionary instanceof Map)) {
    throw new UserError('bad-model', { problem: t`The checkpoint is not a dictionary of tensors.`, advice });
  }
  const tensors = new Map<string, TensorView>();
  for (const [name, value] of dictionary) {
    const tensor = tensorOf(value);
    if (tensor !== undefined && typeof name === 'string') tensors.set(name, tensor);
  }
  return tensors;
}

function withoutPrefixes(tensors: Map<string, TensorView>): Map<string, TensorView> {
  const names = [...tensors.keys()];
  const prefix = prefixes.find((candidate) => names.every((name) => name.startsWith(candidate)));
  if (prefix === undefined) return tensors;
  return withoutPrefixes(new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor])));
}
