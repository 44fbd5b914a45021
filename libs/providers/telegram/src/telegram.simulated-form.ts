import type { SimulatedRequest } from '@perezvon/contracts-adapter';

interface FormPart {
  fileName: string | undefined;
  contentType: string | undefined;
  content: Buffer;
}

/** The field of a method that must hold the file. */
export const fileFieldOf = { sendPhoto: 'photo', sendDocument: 'document' } as const;

/** A `multipart/form-data` body as a server reads it (RFC 7578); null when it is none or has no proper end. */
export const formOf = ({ headers, body }: SimulatedRequest): ReadonlyMap<string, FormPart> | null => {
  const boundary = /^multipart\/form-data; *boundary="?([^";]{1,70})"?$/.exec(
    headers['content-type'] ?? '',
  )?.[1];
  // Byte by byte: the content of a file is no text.
  const text = Buffer.from(body).toString('latin1');
  if (boundary === undefined || !text.startsWith(`--${boundary}\r\n`)) return null;
  if (!text.endsWith(`\r\n--${boundary}--\r\n`)) return null;
  const inner = text.slice(boundary.length + 4, -(boundary.length + 8));
  return new Map(inner.split(`\r\n--${boundary}\r\n`).flatMap(partOf));
};

const partOf = (part: string): [string, FormPart][] => {
  const end = part.indexOf('\r\n\r\n');
  const head = Buffer.from(part.slice(0, end), 'latin1').toString('utf8');
  const name = / name="([^"]*)"/i.exec(head)?.[1];
  if (end === -1 || name === undefined) return [];
  const fileName = /; filename="([^"]*)"/i.exec(head)?.[1];
  const contentType = /^content-type: *(.+)$/im.exec(head)?.[1]?.trim();
  return [[name, { fileName, contentType, content: Buffer.from(part.slice(end + 4), 'latin1') }]];
};
