import { randomUUID } from 'node:crypto';

export interface MultipartPart {
  name: string;
  contentType: string;
  fileName?: string;
  content: string | Uint8Array;
}

export interface MultipartBody {
  /** Value of the request's `Content-Type`, with the boundary. */
  contentType: string;
  body: Uint8Array;
}

/** A `multipart/form-data` body (RFC 7578); names are UTF-8, quotes and line ends in them are escaped as browsers do. */
export const multipart = (parts: readonly MultipartPart[]): MultipartBody => {
  const boundary = `perezvon-${randomUUID()}`;
  const chunks = parts.flatMap((part) => [
    Buffer.from(headOf(part, boundary)),
    Buffer.from(part.content),
    Buffer.from('\r\n'),
  ]);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
};

const headOf = ({ name, fileName, contentType }: MultipartPart, boundary: string): string => {
  const file = fileName === undefined ? '' : `; filename="${escaped(fileName)}"`;
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${escaped(name)}"${file}`,
    `Content-Type: ${isHeaderText(contentType) ? contentType : 'application/octet-stream'}`,
    '\r\n',
  ].join('\r\n');
};

const escaped = (text: string): string =>
  text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const isHeaderText = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);
