import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readRecording } from './recording.ts';

const read = (status: number, headers: Record<string, string>) => {
  const body = Readable.from(['sound']);
  const result = readRecording(
    { kind: 'reply', status, headers, body },
    {
      now: new Date('2026-06-03T10:00:00Z'),
      isSound: (contentType) => contentType.startsWith('audio/'),
      otherwise: { reason: 'unauthorized', detail: 'a page' },
    },
  );
  return { result, body };
};

test.each([
  [{ 'content-length': '5' }, 5],
  [{}, null],
  [{ 'content-length': '-5' }, null],
  [{ 'content-length': 'many' }, null],
])('sound is handed on unread, with its size if that is told: %j', (headers, sizeBytes) => {
  const { result, body } = read(200, { 'content-type': ' audio/mpeg', ...headers });
  expect(result).toEqual({ kind: 'opened', contentType: 'audio/mpeg', sizeBytes, audio: body });
  expect(body.destroyed).toBe(false);
});

test.each([{ 'content-type': 'text/html' }, {}])(
  'a success that is no sound is what the adapter says, and closed: %j',
  (headers) => {
    const { result, body } = read(200, headers);
    expect(result).toEqual({ kind: 'refused', reason: 'unauthorized', detail: 'a page' });
    expect(body.destroyed).toBe(true);
  },
);

test('a recording that is not there, and a provider that can not say, are closed too', () => {
  const gone = read(404, {});
  expect(gone.result).toMatchObject({ kind: 'refused', reason: 'not_found' });
  expect(gone.body.destroyed).toBe(true);
  const broken = read(502, {});
  expect(broken.result).toMatchObject({ kind: 'refused', reason: 'unavailable' });
  expect(broken.body.destroyed).toBe(true);
});
