import { readFileSync } from 'node:fs';

/** Resident memory of a process, MiB; null where there is no /proc. */
export const residentMebibytes = (pid: number): number | null => {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) / 1_024 : null;
  } catch {
    return null;
  }
};
