import * as v from 'valibot';
import { UserError } from '../base/error';
import { t } from '../text/message';
import { inputs, type ToolInput, type ToolName } from './inputs';

/** What an assistant has given a tool. @throws UserError `bad-input` that names the first field that is wrong */
export function parseInput<Name extends ToolName>(name: Name, input: unknown): ToolInput<Name> {
  const result = v.safeParse<v.GenericSchema>(inputs[name], input ?? {});
  if (result.success) return result.output as ToolInput<Name>;
  const [issue] = result.issues;
  throw new UserError('bad-input', {
    problem: t`The field “${v.getDotPath(issue) ?? '(root)'}” is invalid: ${issue.message}.`,
    advice: t`Call ${name} as its input schema says.`,
  });
}
