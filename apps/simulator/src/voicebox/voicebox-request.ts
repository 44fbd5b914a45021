import { z } from 'zod';

export interface PlacingRequest {
  method: string;
  phone: string;
  guid: string | null;
  name: string | null;
  visit: string | null;
}

export type DecodedRequest =
  { ok: true; request: PlacingRequest; unsayable: string[] } | { ok: false; kind: string; detail: string };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const sayable = /^[A-Za-zА-Яа-яЁё0-9 :]*$/;
/** Variables the robot never speaks. */
const silentVariables = new Set(['number', 'guid']);

const bodySchema = z.looseObject({
  method: z.string().regex(uuid),
  data: z.looseObject({ number: z.string().regex(/^7\d{10}$/) }),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(textsOf) : [];
};

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/**
 * Reads the body of `POST /api/v1/sb` as strictly as VoiceBox does: JSON, `method` a campaign's UUID,
 * `data.number` 11 digits starting with 7. Names the variables with characters the synthesiser can't say.
 */
export const decodePlacingRequest = (body: Buffer): DecodedRequest => {
  const json = parseJson(body.toString('utf8'));
  if (json === undefined) return { ok: false, kind: 'bad_json', detail: 'the body is not JSON' };
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    return {
      ok: false,
      kind: path.endsWith('number') ? 'bad_number' : 'bad_request',
      detail: `field ${path}`,
    };
  }
  const { method, data } = parsed.data;
  return {
    ok: true,
    request: {
      method,
      phone: data.number,
      guid: textOrNull(data['guid']),
      name: textOrNull(data['name']),
      visit: textOrNull(data['visit']),
    },
    unsayable: Object.entries(data)
      .filter(
        ([key, value]) => !silentVariables.has(key) && !textsOf(value).every((text) => sayable.test(text)),
      )
      .map(([key]) => key),
  };
};
