import type { WebhookRequest } from '@perezvon/contracts-adapter';
import type { WebhookSecurity } from './conformance.ts';

export type ProofPlace = Extract<WebhookSecurity, { kind: 'signed' }>['proof'];

/** The proof of a signed request; `''` when it has none. */
export const proofOf = (request: WebhookRequest, place: ProofPlace): string =>
  'header' in place
    ? (request.headers[place.header.toLowerCase()] ?? '')
    : (fieldsOf(request).get(place.formField) ?? '');

/** The request with another proof; null: with none. */
export const withProof = (
  request: WebhookRequest,
  place: ProofPlace,
  proof: string | null,
): WebhookRequest => {
  if ('header' in place) {
    const name = place.header.toLowerCase();
    const { [name]: _removed, ...others } = request.headers;
    return { ...request, headers: proof === null ? others : { ...others, [name]: proof } };
  }
  const fields = fieldsOf(request);
  if (proof === null) fields.delete(place.formField);
  else fields.set(place.formField, proof);
  return withFields(request, fields);
};

/** The request with its content changed and its proof as it was: a few places, each alone. */
export const withChangedContent = (request: WebhookRequest, place: ProofPlace): WebhookRequest[] =>
  'header' in place ? withFlippedBytes(request) : [withChangedField(request, place.formField)];

const withFlippedBytes = (request: WebhookRequest): WebhookRequest[] =>
  Array.from({ length: 20 }, (_value, serial) => {
    const at = Math.floor((request.body.length * serial) / 20);
    return {
      ...request,
      body: Uint8Array.from(request.body, (byte, index) => (index === at ? byte ^ 1 : byte)),
    };
  });

/** The longest of the other fields is the content. */
const withChangedField = (request: WebhookRequest, proofField: string): WebhookRequest => {
  const fields = fieldsOf(request);
  const [longest] = [...fields]
    .filter(([name]) => name !== proofField)
    .toSorted((one, other) => other[1].length - one[1].length);
  const [name, value] = longest ?? ['unheard_of', ''];
  fields.set(name, `${value.slice(0, -1)}${String.fromCharCode(value.charCodeAt(value.length - 1) ^ 1)}`);
  return withFields(request, fields);
};

/** Of the body, or of the query of a request without one. */
const fieldsOf = ({ body, query }: WebhookRequest): URLSearchParams =>
  new URLSearchParams(body.length > 0 ? Buffer.from(body).toString('utf8') : query);

const withFields = (request: WebhookRequest, fields: URLSearchParams): WebhookRequest =>
  request.body.length > 0
    ? { ...request, body: Buffer.from(fields.toString()) }
    : { ...request, query: fields.toString() };
