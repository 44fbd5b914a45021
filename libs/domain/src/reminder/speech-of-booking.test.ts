import { describe, expect, it } from 'vitest';
import { speechOfBooking } from './speech-of-booking.ts';
import { booking, person, wishes } from './__fixtures__/bookings.ts';

const template = '{specialization} {day} {month} {time}';

describe('speechOfBooking', () => {
  it('makes name and visit from the booking by the template', () => {
    expect(speechOfBooking(booking(), template)).toEqual({
      name: 'Валерия Сергеевна',
      visit: 'эндоскопист четвёртого июня в одиннадцать тридцать',
    });
  });

  it('takes 1C’s own words when it gave them, each by itself', () => {
    const name = wishes({ say_name: 'Валерия' });
    expect(speechOfBooking(booking({ call: name }), template)).toEqual({
      name: 'Валерия',
      visit: 'эндоскопист четвёртого июня в одиннадцать тридцать',
    });
    const visit = wishes({ say_visit: 'приём завтра в 11:30' });
    expect(speechOfBooking(booking({ call: visit }), template)).toEqual({
      name: 'Валерия Сергеевна',
      visit: 'приём завтра в 11:30',
    });
  });

  it('leaves only what the robot can say of 1C’s words', () => {
    const call = wishes({ say_name: 'Валерия «Лера»', say_visit: 'приём — 4 июня, 11:30!' });
    expect(speechOfBooking(booking({ call }), template)).toEqual({
      name: 'Валерия Лера',
      visit: 'приём 4 июня 11:30',
    });
  });

  it.each(['', ' ', '—', '...'])(
    'takes the template when nothing can be said of 1C’s words «%s»',
    (nothing) => {
      const call = wishes({ say_name: nothing, say_visit: nothing });
      expect(speechOfBooking(booking({ call }), template)).toEqual(speechOfBooking(booking(), template));
    },
  );

  it('says nothing for a name nobody knows and for parts the booking lacks', () => {
    const nameless = booking({ patient: person({ name: null }), doctor: null });
    expect(speechOfBooking(nameless, `{service} {doctor} ${template}`)).toEqual({
      name: '',
      visit: 'четвёртого июня в одиннадцать тридцать',
    });
  });

  it('uses the first service and the branch', () => {
    const services = ['УЗИ', 'Консультация'].map((name) => ({
      id: null,
      name,
      duration_min: null,
      price: null,
    }));
    const visit = booking({ services, branch: { id: null, name: 'Клиника на Садовой' } });
    expect(speechOfBooking(visit, '{service} {branch}').visit).toBe('УЗИ Клиника на Садовой');
  });

  it('keeps to 100 and 300 characters', () => {
    const call = wishes({ say_name: 'Валерия '.repeat(20), say_visit: 'приём завтра '.repeat(30) });
    const { name, visit } = speechOfBooking(booking({ call }), template);
    expect(name.length).toBeLessThanOrEqual(100);
    expect(visit.length).toBeLessThanOrEqual(300);
    expect(visit.endsWith('завтра') || visit.endsWith('приём')).toBe(true);
  });
});
