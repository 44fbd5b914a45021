/** Where lines end up, at once: a write to a file descriptor. */
type Write = (text: string) => void;

export interface TurnWriter {
  write(line: string): void;
  /** Everything written so far leaves now. */
  flush(): void;
}

/**
 * Lines of one turn of the event loop leave in one write at its end: a busy app writes many of them in a turn, and each write
 * costs a system call. No timer is involved, so a line waits no longer than its own turn. What waits when the process ends by
 * itself (a signal it handles, an uncaught error, `process.exit`) leaves too; a SIGKILL can take the lines of one turn.
 */
export const createTurnWriter = (write: Write, processPort: NodeJS.EventEmitter = process): TurnWriter => {
  let lines = '';
  let scheduled = false;
  let watchesExit = false;

  const flush = (): void => {
    if (lines === '') return;
    const text = lines;
    lines = '';
    write(text);
  };

  return {
    flush,
    write: (line) => {
      lines += line;
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        flush();
      });
      // Only now: a logger that never writes must not be heard of at the end.
      if (!watchesExit) processPort.on('exit', flush);
      watchesExit = true;
    },
  };
};
