import type { BreakKind, Verdict } from '@perezvon/simulator';

/** One promise and whether it held. */
export interface Check {
  title: string;
  ok: boolean;
  /** What was counted, or what broke. */
  detail: string;
}

const promises: readonly { title: string; kinds: readonly BreakKind[] }[] = [
  { title: 'Одна попытка – не больше одного звонка', kinds: ['double_call'] },
  { title: 'Не больше трёх звонков об одном визите', kinds: ['too_many_calls'] },
  { title: 'После ответа пациента больше не звонили', kinds: ['call_after_decision'] },
  { title: 'Не звонили вопреки запрету и окну', kinds: ['call_outside_window'] },
  { title: 'На один телефон – не чаще и не больше разрешённого', kinds: ['phone_called_too_often'] },
  { title: 'О каждом звонке 1С узнала', kinds: ['unreported_call'] },
  { title: 'Ни один ответ и ни одно событие не потеряны', kinds: ['lost_decision', 'lost_event'] },
  { title: 'У каждого напоминания ровно один итог', kinds: ['missing_final', 'repeated_final'] },
  {
    title: 'События в 1С по порядку, повторы слово в слово',
    kinds: ['out_of_order', 'repeated_seq', 'changed_event'],
  },
  { title: 'Протоколы провайдера и 1С не нарушены', kinds: ['violation'] },
];

const mostShown = 3;

/** The promises by the ledger of the far side, one line each. */
export const promiseChecks = ({ breaks }: Verdict): Check[] =>
  promises.map(({ title, kinds }) => {
    const broken = breaks.filter(({ kind }) => kinds.includes(kind));
    const shown = broken.slice(0, mostShown).map(({ bookingId, detail }) => `${bookingId ?? '?'}: ${detail}`);
    const rest = broken.length > mostShown ? [`и ещё ${broken.length - mostShown}`] : [];
    return { title, ok: broken.length === 0, detail: [...shown, ...rest].join('; ') };
  });

/** A number that must not be too small: what did not happen proves nothing. */
export const atLeast = (title: string, count: number, least: number): Check => ({
  title,
  ok: count >= least,
  detail: count >= least ? String(count) : `${count}, нужно не меньше ${least}`,
});

export const formatCheck = ({ title, ok, detail }: Check): string =>
  `${ok ? '✓' : '✗'} ${title}${detail === '' ? '' : `: ${detail}`}`;
