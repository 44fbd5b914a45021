import type { OpenedRecording, OpenedResponse, Refused } from '@perezvon/contracts-adapter';
import { readReply } from './provider-reply.ts';

interface RecordingReading {
  now: Date;
  /** Content types that are sound. */
  isSound: (contentType: string) => boolean;
  /** What a 2xx with anything else is: a page, an error in JSON. */
  otherwise: Omit<Refused, 'kind'>;
}

/** The reply to a request for a recording: sound to be read by the caller, or why there is none; then nothing is left open. */
export const readRecording = (
  response: OpenedResponse,
  { now, isSound, otherwise }: RecordingReading,
): OpenedRecording => {
  const reply = readReply(response, { kind: 'ask', now, notFound: 'not_found' });
  if (reply.kind !== 'success') return reply;
  const contentType = (reply.headers['content-type'] ?? '').trim();
  if (!isSound(contentType)) {
    reply.body.destroy();
    return { kind: 'refused', ...otherwise };
  }
  const size = reply.headers['content-length'] ?? '';
  return {
    kind: 'opened',
    contentType,
    sizeBytes: /^\d{1,15}$/.test(size) ? Number(size) : null,
    audio: reply.body,
  };
};
