import type { OnecEvent } from '@perezvon/contracts-events';
import type { InfobaseConfig } from '@perezvon/config';
import { decodeCommand, decodeEvent, decodeVoicebox, type DecodedEvent } from '@perezvon/onec';
import type { Received } from './booking-versions.ts';

export interface InboxRow {
  id: string;
  infobaseId: string;
  eventId: string;
  type: string;
  payload: unknown;
  receivedAt: Date;
}

export type DecodedRow = { ok: true; received: Received<OnecEvent> } | { ok: false; problem: string };

/** The raw object of an inbox row by the decoder of its kind; the gateway used the same one before it accepted the row. */
const decode = (row: InboxRow, infobase: InfobaseConfig): DecodedEvent => {
  const options = {
    timezone: infobase.timezone,
    cityCode: infobase.cityCode ?? null,
    receivedAt: row.receivedAt,
  };
  switch (row.type) {
    case 'voicebox.call':
      return decodeVoicebox(row.payload, { ...options, callId: row.id });
    case 'booking.call_now':
    case 'booking.stop':
      return decodeCommand(row.payload, options);
    default:
      return decodeEvent(row.payload, options);
  }
};

/** Never throws: a row that can't be read harms only itself, and stays visible as failed. */
export const decodeRow = (row: InboxRow, infobase: InfobaseConfig | null): DecodedRow => {
  if (infobase === null)
    return { ok: false, problem: `infobase ${row.infobaseId} is not in the configuration` };
  const decoded = decode(row, infobase);
  if (!decoded.ok) return { ok: false, problem: `${decoded.error.code} ${decoded.error.field ?? ''}`.trim() };
  return {
    ok: true,
    received: { rowId: row.id, infobase, event: decoded.event, receivedAt: row.receivedAt },
  };
};
