/** A booking as somebody at the desk would describe it. */
export interface Visit {
  /** Reference in 1C. */
  id: string;
  number: string;
  patient: string;
  /** As it stands in the telephone field. */
  phone: string;
  specialization: string;
  /** Wall time of the infobase: `2026-06-04T11:30:00`. */
  start: string;
  /** As 1C words it. */
  status?: string;
  doNotCall?: boolean;
  /** The `call` object of the contract. */
  call?: Readonly<Record<string, unknown>>;
}

/** How the 1C developer built the event: by the contract, with Russian keys, with two date fields, with a parent's phone. */
export type Shape = 'contract' | 'russian' | 'two_dates' | 'parent';

export interface EventEnvelope {
  id: string;
  shape?: Shape;
  /** Wall time of the last change; without it the arrival counts. */
  modifiedAt?: string;
}

type Data = Record<string, unknown>;

const contractData = (visit: Visit): Data => ({
  id: visit.id,
  number: visit.number,
  status: visit.status ?? 'Бронь',
  start: visit.start,
  doctor: { name: null, specialization: visit.specialization },
  patient: {
    name: visit.patient,
    phones: [{ number: visit.phone }],
    ...(visit.doNotCall === undefined ? {} : { do_not_call: visit.doNotCall }),
  },
  ...(visit.call === undefined ? {} : { call: visit.call }),
});

const russianData = (visit: Visit): Data => ({
  Ссылка: visit.id,
  Номер: visit.number,
  СтатусДокумента: visit.status ?? 'Бронь',
  ДатаИВремя: visit.start,
  Пациент: { Наименование: visit.patient, Телефон: visit.phone },
  Врач: { Специализация: visit.specialization },
});

/** УМЦ keeps day and time in two dates, each with a part that means nothing. */
const twoDatesData = (visit: Visit): Data => ({
  id: visit.id,
  number: visit.number,
  status: visit.status ?? 'Бронь',
  ДатаНачала: `${visit.start.slice(0, 10)}T00:00:00`,
  ВремяНачала: `0001-01-01T${visit.start.slice(11)}`,
  patient: visit.patient,
  phone: visit.phone,
  specialization: visit.specialization,
});

const parentData = ({ phone, ...visit }: Visit): Data => ({
  ...contractData({ ...visit, phone }),
  patient: { name: visit.patient, 'Телефон родителя': phone },
});

const shapes: Record<Shape, (visit: Visit) => Data> = {
  contract: contractData,
  russian: russianData,
  two_dates: twoDatesData,
  parent: parentData,
};

/** The `booking` event for a visit, as 1C would post it. */
export const bookingEvent = (visit: Visit, { id, shape = 'contract', modifiedAt }: EventEnvelope): Data => {
  const data = { ...shapes[shape](visit), ...(modifiedAt === undefined ? {} : { modified_at: modifiedAt }) };
  return shape === 'russian' ? { Ид: id, Тип: 'Запись', Данные: data } : { id, type: 'booking', data };
};

export const deletedEvent = (visit: Pick<Visit, 'id'>, eventId: string): Data => ({
  id: eventId,
  type: 'booking.deleted',
  data: { id: visit.id },
});
