/** The live view: lines that stay, and one status line below them that is written over (on a terminal). */
export interface Progress {
  say: (line: string) => void;
  status: (line: string) => void;
  /** The status line is over. */
  end: () => void;
}

export interface ProgressOptions {
  write: (text: string) => void;
  isTerminal: boolean;
  /** ms that never jump. */
  now: () => number;
  /** Without a terminal the status is a line of its own, this often at the most; ms. */
  plainEveryMs: number;
}

const eraseLine = '\r\u001B[2K';

export const createProgress = ({ write, isTerminal, now, plainEveryMs }: ProgressOptions): Progress => {
  let current = '';
  let lastPlainAt = Number.NEGATIVE_INFINITY;
  const plain = (line: string): void => {
    if (now() - lastPlainAt < plainEveryMs) return;
    lastPlainAt = now();
    write(`${line}\n`);
  };
  return {
    say: (line) => write(isTerminal ? `${eraseLine}${line}\n${current}` : `${line}\n`),
    status: (line) => {
      if (!isTerminal) {
        plain(line);
        return;
      }
      current = line;
      write(`${eraseLine}${line}`);
    },
    end: () => {
      if (isTerminal && current !== '') write(eraseLine);
      current = '';
    },
  };
};
