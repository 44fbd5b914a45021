import type { z } from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const types: Readonly<Record<string, string>> = {
  string: 'строка',
  number: 'число',
  int: 'целое число',
  boolean: 'true или false',
  array: 'список',
  object: 'группа параметров',
  record: 'группа параметров',
};

const typeMessage = (expected: string, input: unknown): string => {
  if (input === undefined || input === null) return 'обязательный параметр не указан';
  const wanted = `ожидается ${types[expected] ?? expected}`;
  return expected === 'string' && typeof input !== 'object'
    ? `${wanted}: возьмите значение в кавычки`
    : wanted;
};

const list = (values: readonly unknown[]): string => values.map(String).join(', ');

const bound = (
  issue: { origin: string; inclusive?: boolean | undefined },
  side: 'min' | 'max',
  limit: string,
) => {
  const relation = { min: ['больше', 'не меньше'], max: ['меньше', 'не больше'] }[side][
    issue.inclusive ? 1 : 0
  ];
  if (issue.origin === 'string')
    return issue.inclusive && side === 'min' && limit === '1'
      ? 'значение пустое'
      : `знаков должно быть ${relation ?? ''} ${limit}`;
  return `${issue.origin === 'array' ? 'в списке должно быть элементов' : 'должно быть'} ${relation ?? ''} ${limit}`;
};

/** Russian messages for what zod finds; never with the value itself, which may be a secret. */
export const russianMessage: z.core.$ZodErrorMap = (issue: Issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue.expected, issue.input);
    case 'invalid_value':
      return issue.input === undefined
        ? 'обязательный параметр не указан'
        : `возможные значения: ${list(issue.values)}`;
    case 'invalid_union':
      return unionMessage(issue);
    case 'too_small':
      return bound(issue, 'min', String(issue.minimum));
    case 'too_big':
      return bound(issue, 'max', String(issue.maximum));
    case 'unrecognized_keys':
      return 'неизвестный параметр';
    default:
      return 'неверное значение';
  }
};

const unionMessage = (issue: Issue): string =>
  'options' in issue && Array.isArray(issue['options'])
    ? `возможные значения: ${list(issue['options'])}`
    : 'неверное значение';
