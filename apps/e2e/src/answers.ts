import type { CallScriptInput } from '@perezvon/simulator';

/** What called people do, quickly. */
export const confirms: CallScriptInput = { answer: 'confirmed', ringMs: 100, talkMs: 150 };
export const declines: CallScriptInput = { ...confirms, answer: 'declined' };
export const misses: CallScriptInput = { ...confirms, answer: 'no_answer' };
/** Long enough for something to happen meanwhile. */
export const ringsLong: CallScriptInput = { ...confirms, ringMs: 1_500 };
