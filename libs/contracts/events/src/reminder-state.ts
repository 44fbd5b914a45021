/** Life of a reminder: planned → calling → waiting → calling … → one of the closed states. */
export const openReminderStates = ['planned', 'calling', 'waiting'] as const;
export const reminderStates = [
  ...openReminderStates,
  'confirmed',
  'declined',
  'operator',
  'informed',
  'not_reached',
  'withdrawn',
  'no_window',
  'bad_phone',
  'failed',
] as const;
export type ReminderState = (typeof reminderStates)[number];

/** Life of an attempt. `refused`: surely no call; `unclear`: perhaps a call, settled by a webhook or the watchdog. */
export const attemptStates = ['intended', 'placed', 'answered', 'ended', 'refused', 'unclear'] as const;
export type AttemptState = (typeof attemptStates)[number];
