/** What a server printed before it died, told as an error a person can act on. */

class PortTaken extends Error {}

const portIsTaken = /address already in use/i;
const diskIsFull = /no space left on device/i;
const shown = 15;

export const startFailure = (name: string, port: number, lines: readonly string[]): Error => {
  const output = lines.join('\n');
  if (portIsTaken.test(output)) {
    return new PortTaken(`${name}: port ${port} of 127.0.0.1 is taken by another program.`);
  }
  if (diskIsFull.test(output)) return new Error(`${name}: no room left on the disk.\n${output}`);
  return new Error(`${name} did not start:\n${lines.slice(-shown).join('\n')}`);
};

/** Runs `start` on the given port, or on free ports until one was not taken in between. */
export const onSomePort = async <T>(
  wanted: number | undefined,
  findPort: () => Promise<number>,
  start: (port: number) => Promise<T>,
): Promise<T> => {
  if (wanted !== undefined) return start(wanted);
  for (let tries = 1; ; tries += 1) {
    try {
      return await start(await findPort());
    } catch (error) {
      if (!(error instanceof PortTaken) || tries === 5) throw error;
    }
  }
};
