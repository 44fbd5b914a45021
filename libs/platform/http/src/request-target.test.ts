import { describe, expect, it } from 'vitest';
import { parseTarget } from './request-target.ts';

describe('parseTarget', () => {
  it.each([
    ['/v1/onec/events', '/v1/onec/events', ''],
    ['//v1//onec///events/', '/v1/onec/events', ''],
    ['/', '/', ''],
    ['///', '/', ''],
    ['/a/?b=//c/', '/a', 'b=//c/'],
    ['http://host:80/a/b?c', '/a/b', 'c'],
    ['*', '/*', ''],
  ])('reads %s', (url, path, queryText) => {
    expect(parseTarget(url)).toEqual({ path, queryText });
  });
});
