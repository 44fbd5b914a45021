export interface RequestTarget {
  path: string;
  queryText: string;
}

const needsCare = /\/\/|.\/$|^[^/]/;

/**
 * Path and query of a request line. 1C code concatenates addresses carelessly (`//v1//events/`), so double and trailing
 * slashes mean nothing here; an absolute form (`GET http://host/path`) loses its host.
 */
export const parseTarget = (url: string): RequestTarget => {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const queryText = mark < 0 ? '' : url.slice(mark + 1);
  return { path: needsCare.test(path) ? tidy(path) : path, queryText };
};

const tidy = (path: string): string => {
  const local = path.replace(/^https?:\/\/[^/]*/i, '');
  const single = `/${local}`.replace(/\/{2,}/g, '/');
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
};
