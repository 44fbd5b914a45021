import type { Finding } from '../findings.ts';
import type { Robot } from '../stage/robot.ts';
import type { Check } from './checks.ts';
import type { Told } from './ending.ts';

const decisions: readonly string[] = ['booking.confirmed', 'booking.declined', 'booking.operator'];

const isDecision = ({ type }: Told): boolean => decisions.includes(type);
const isInformed = ({ type }: Told): boolean => type === 'booking.informed';

/** Without a decision, and the last word all the same, unless the visit was moved meanwhile. */
const isRightlyInformed = ({ data }: Told): boolean =>
  data['response'] === null && [data['final'], data['correction'], data['stale']].includes(true);

export const robotWord = ({ asks }: Robot): string =>
  asks
    ? 'спрашивает и понимает ответ'
    : 'только говорит: кто дослушал, тот «оповещён», решения пациента не знает никто';

/** A robot that asks gives decisions, one that only speaks none: who listened is informed. Both name their provider to 1C. */
export const robotCheck = ({ asks, provider }: Robot, findings: readonly Finding[]): Check => {
  const told = findings.flatMap((finding) => finding.told);
  const answers = told.filter(isDecision);
  const informed = told.filter(isInformed);
  const strangers = [...answers, ...informed].filter(({ data }) => data['provider'] !== provider);
  const kept = asks
    ? answers.length > 0 && informed.length === 0
    : informed.length > 0 && answers.length === 0 && informed.every(isRightlyInformed);
  return {
    title: asks
      ? 'Робот спрашивает: 1С узнаёт решения пациентов'
      : 'Робот только говорит: дослушавшие оповещены, ни одного решения 1С не названо',
    ok: kept && strangers.length === 0,
    detail: `решений ${answers.length}, оповещений ${informed.length}`,
  };
};
