/**
 * What the end of an answered call means if it was the robot's: heard out, or hung up early. Sipuni does not tell who hung up, so
 * only the length of the talk (s) decides; an unknown length proves nothing heard.
 */
export const spokenOutcome = (talkSeconds: number | null, heardSeconds: number): 'informed' | 'hangup' =>
  talkSeconds !== null && talkSeconds >= heardSeconds ? 'informed' : 'hangup';
