/**
 * The entry of every npm script: from a fresh clone to the command, with nothing but Node's own modules until the rest
 * is installed. Checks Node, installs what package-lock.json names, builds what the command needs (cached), runs it.
 */
import { requireNode } from './start/require-node.mjs';

requireNode();

const { runCommand } = await import('./start/commands.mjs');
const { followParent } = await import('./start/follow-parent.mjs');
const [name, ...args] = process.argv.slice(2);
followParent();
await runCommand(name, args);
