import type { Case } from '../../src/core/evaluation/case';
import type { Evaluation } from '../../src/core/evaluation/report/evaluation';
import type { SetGroup } from '../../src/core/evaluation/setGroup';
import { summarise } from '../../src/core/evaluation/summary';

/** An evaluation of cases, made up otherwise. */
export function evaluationOf(
  cases: readonly Case[],
  rest: Partial<Evaluation> = {},
  groups: readonly SetGroup[] = [],
): Evaluation {
  const names = [...new Set(cases.map(({ protocol }) => protocol))];
  return {
    settings: {
      model: 'compact',
      weights: '0123456789abcdef',
      device: 'cpu',
      zoom: true,
      unit: 'px',
      tolerance: 2,
      clickLimit: 20,
      seed: '0',
    },
    summaries: names.map((name) =>
      summarise(
        name,
        cases.filter(({ protocol }) => protocol === name),
        20,
        groups,
      ),
    ),
    cases,
    failures: 0,
    interrupted: false,
    ...rest,
  };
}
