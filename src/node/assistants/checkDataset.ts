import { english } from '../../core/text/message';
import { lintInProcess } from '../lint/lintInProcess';
import type { Handler } from './context';

export const checkDataset: Handler<'check_dataset'> = {
  run: async ({ severity, limit }, { folder, token, onProgress }) => {
    const all = await lintInProcess(folder, { token, ...(onProgress === undefined ? {} : { onProgress }) });
    const wanted = severity === 'all' ? all : all.filter((problem) => problem.severity === severity);
    return {
      errors: all.filter((problem) => problem.severity === 'error').length,
      warnings: all.filter((problem) => problem.severity === 'warning').length,
      problems: wanted.slice(0, limit).map(({ file, rule, severity: own, message }) => ({
        ...{ file, rule, severity: own, message: english(message) },
      })),
      moreProblems: Math.max(0, wanted.length - limit),
    };
  },
};
