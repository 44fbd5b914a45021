/** What is posted: 500 bytes each, every one with an id of its own. */

export interface Target {
  port: number;
  path: string;
  headers: Readonly<Record<string, string>>;
}

const bodyBytes = 500;

/** Fills a JSON object up to the size with a property of blanks-free text. */
const padded = (object: Readonly<Record<string, unknown>>): string => {
  const bare = JSON.stringify({ ...object, comment: '' });
  return JSON.stringify({ ...object, comment: 'x'.repeat(Math.max(0, bodyBytes - Buffer.byteLength(bare))) });
};

/** A provider's webhook: VoiceBox's answer about a call. */
export const webhookBody = (callId: string): string =>
  padded({ call_id: callId, number_b: '79161234567', response: 'Успешно' });

/** 10 to 24 days ahead, so that nothing planned in a run becomes due in it. Wall time of the infobase. */
const startOf = (n: number): string => {
  const at = new Date(Date.now() + 10 * 86_400_000 + (n % 20_000) * 60_000);
  return at.toISOString().slice(0, 19);
};

/** Telephones in the numbering plan, one for each number. */
const phoneOf = (n: number): string => `79${String(100_000_000 + n)}`;

/** The `booking` event of 1C about booking `n`, filled up with the desk's comment. */
export const bookingEvent = (id: string, n: number): object => {
  const event = (comment: string) => ({
    id,
    type: 'booking',
    data: {
      id,
      number: `K-${n}`,
      status: 'planned',
      start: startOf(n),
      doctor: { name: 'Иванов И. И.', specialization: 'Терапевт' },
      patient: { name: 'Петров Пётр Петрович', phones: [{ number: phoneOf(n) }] },
      comment,
    },
  });
  const missing = bodyBytes - Buffer.byteLength(JSON.stringify(event('')));
  return event('x'.repeat(Math.max(0, missing)));
};

export const bookingBody = (id: string, n: number): string => JSON.stringify(bookingEvent(id, n));

/** The whole request as it goes over the wire, in latin1 so that a character is a byte. */
export const requestText = ({ port, path, headers }: Target, body: string): string => {
  const bytes = Buffer.from(body, 'utf8');
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json; charset=utf-8',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${bytes.length}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${bytes.toString('latin1')}`;
};
