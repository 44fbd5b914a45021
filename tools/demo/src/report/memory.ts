import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const fromProc = (pid: number): number | null => {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return found ? Number(found[1]) : null;
};

const fromPs = (pid: number): number | null => {
  const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return Number.isFinite(kilobytes) && kilobytes > 0 ? kilobytes : null;
};

/** Resident memory of a process, MiB; null where neither /proc nor ps tells. */
export const residentMebibytes = (pid: number): number | null => {
  for (const read of [fromProc, fromPs]) {
    try {
      const kilobytes = read(pid);
      if (kilobytes !== null) return Math.round(kilobytes / 1024);
    } catch {
      // The other way may know.
    }
  }
  return null;
};
