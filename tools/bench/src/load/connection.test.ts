import { expect, test } from 'vitest';
import { replyLength } from './connection.ts';

const head = 'HTTP/1.1 202 Accepted\r\nContent-Length: 4\r\nX: y\r\n\r\n';

test('a reply is whole only with its last byte', () => {
  expect(replyLength(head.slice(0, -1))).toBeNull();
  expect(replyLength(`${head}abc`)).toBeNull();
  expect(replyLength(`${head}abcd`)).toBe(head.length + 4);
});

test('what follows belongs to the next reply', () => {
  expect(replyLength(`${head}abcdHTTP/1.1 200`)).toBe(head.length + 4);
});
