import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A result with its recording read: `audio` becomes text, so that it can be compared and no socket stays open. */
export const settled = async (running: Promise<unknown>): Promise<unknown> => {
  const result = await running;
  return hasAudio(result) ? { ...result, audio: await text(result.audio) } : result;
};

const hasAudio = (result: unknown): result is { audio: Readable } =>
  typeof result === 'object' && result !== null && 'audio' in result && result.audio instanceof Readable;
