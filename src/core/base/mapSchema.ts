import * as v from 'valibot';

/**
 * Schema of an object of which any key is data, such as the name of a label, as a map. Unlike `v.record` it keeps the names of
 * the members of `Object.prototype`.
 */
export function mapSchema<T>(value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, ReadonlyMap<string, T>> {
  return v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isObject, 'must be an object'),
    v.rawTransform(({ dataset, addIssue, NEVER }): ReadonlyMap<string, T> => {
      const input = dataset.value;
      const entries = new Map<string, T>();
      let isRight = true;
      for (const [key, stated] of Object.entries(input)) {
        const parsed = v.safeParse(value, stated);
        if (key !== '' && parsed.success) {
          entries.set(key, parsed.output);
          continue;
        }
        isRight = false;
        const issue = parsed.issues?.[0];
        const place = { type: 'object', origin: 'value', input, key, value: stated } as const;
        addIssue({
          message: issue?.message ?? 'Invalid key: it is empty',
          path: [place, ...(issue?.path ?? [])] as [v.IssuePathItem, ...v.IssuePathItem[]],
        });
      }
      return isRight ? entries : NEVER;
    }),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
