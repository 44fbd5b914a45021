import { closeSync, openSync, writeSync } from 'node:fs';

/** Everything the system says, in one file: for whoever has to find out why something went wrong. */
export interface LogFile {
  write: (source: string, line: string) => void;
  close: () => void;
}

export const openLogFile = (path: string): LogFile => {
  const file = openSync(path, 'a');
  let isOpen = true;
  return {
    write: (source, line) => {
      if (isOpen) writeSync(file, `${source} ${line}\n`);
    },
    close: () => {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
};
