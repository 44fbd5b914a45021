/** How a booking ended, as 1C was told. `none`: 1C was told nothing and need not be; `waiting`: the call is still to come. */
export const endings = [
  'confirmed',
  'declined',
  'operator',
  'informed',
  'not_reached',
  'withdrawn',
  'bad_phone',
  'do_not_call',
  'no_window',
  'provider_refused',
  'waiting',
  'none',
] as const;
export type Ending = (typeof endings)[number];

/** One event of the outbox, pushed or pulled. */
export interface Told {
  subject: string;
  type: string;
  data: Readonly<Record<string, unknown>>;
}

const isCorrection = ({ data }: Told): boolean => data['correction'] === true;

export const isFinal = (event: Told): boolean => event.data['final'] === true && !isCorrection(event);

const byType: Readonly<Record<string, Ending>> = {
  'booking.confirmed': 'confirmed',
  'booking.declined': 'declined',
  'booking.operator': 'operator',
  'booking.informed': 'informed',
  'booking.hangup': 'not_reached',
  'booking.no_answer': 'not_reached',
  'booking.withdrawn': 'withdrawn',
};

const reasonOf = ({ data }: Told): Ending => {
  const reason = data['reason_code'];
  return endings.find((ending) => ending === reason) ?? 'no_window';
};

const endingOfFinal = (event: Told): Ending =>
  event.data['stale'] === true ? 'withdrawn' : (byType[event.type] ?? reasonOf(event));

/** The last word 1C got about a booking; `isOpen`: a call is still planned. Events in the order in which 1C got them. */
export const endingOf = (told: readonly Told[], isOpen: boolean): Ending => {
  const last = told.findLast((event) => isFinal(event) || isCorrection(event));
  if (last) return endingOfFinal(last);
  return isOpen ? 'waiting' : 'none';
};

const words: Record<Ending, string> = {
  confirmed: 'подтвердил',
  declined: 'отказался',
  operator: 'к оператору',
  informed: 'оповещён',
  not_reached: 'недозвон',
  withdrawn: 'снята в 1С',
  bad_phone: 'негодный телефон',
  do_not_call: 'просил не звонить',
  no_window: 'нет времени',
  provider_refused: 'отказ провайдера',
  waiting: 'звонок впереди',
  none: 'не звонили',
};

export const endingWord = (ending: Ending): string => words[ending];

const outcomeWords: Readonly<Record<string, string>> = {
  'booking.confirmed': 'подтвердил',
  'booking.declined': 'отказался',
  'booking.operator': 'оператор',
  'booking.informed': 'оповещён',
  'booking.hangup': 'бросил трубку',
  'booking.no_answer': 'не ответил',
};

/** Every attempt's outcome in order: `не ответил → подтвердил`; `—` without attempts. */
export const attemptsWord = (told: readonly Told[]): string => {
  const outcomes = told.flatMap(({ type, data }) => {
    const word = outcomeWords[type];
    if (word === undefined) return [];
    if (data['stale'] === true) return [`${word} (поздно)`];
    if (data['correction'] === true) return [`${word} (поправка)`];
    return [data['hangup_cause'] === 'watchdog' ? `${word} (сторож)` : word];
  });
  return outcomes.length === 0 ? '—' : outcomes.join(' → ');
};
