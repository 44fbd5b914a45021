import { resolve } from 'node:path';

export const workspaceRoot = resolve(import.meta.dirname, '../..');

/** Progress goes to stderr: stdout belongs to the command. */
export const say = (line) => process.stderr.write(`${line}\n`);
