/**
 * `nx g @perezvon/tools:provider <id> --capabilities=…`: writes libs/providers/<id> from the templates beside this file, then all
 * that is generated from the folders there.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { formatFiles, generateFiles } from '@nx/devkit';
import { checkId, chosenCapabilities, knownCapabilities, templateVariables } from './choices.mjs';

const templates = join(import.meta.dirname, 'files');

/** Folders of templates that a capability brings with it. */
const foldersOf = ({ has, records, needs }) => [
  'base',
  ...(needs.client ? ['client'] : []),
  ...(has.lines ? ['lines'] : []),
  ...(records ? ['records'] : []),
  ...(has.inboundRouting ? ['routing'] : []),
];

const writeGenerated = (workspaceRoot) => {
  const program = join(workspaceRoot, 'libs/providers/registry/generate.mjs');
  const { status } = spawnSync(process.execPath, [program], { cwd: workspaceRoot, stdio: 'inherit' });
  if (status !== 0) throw new Error(`node libs/providers/registry/generate.mjs failed (exit code ${status})`);
};

/** @type {import('@nx/devkit').Generator<{ id: string; capabilities: string[]; robot: 'asks' | 'speaks' }>} */
export const generateProvider = async (tree, { id, capabilities, robot }) => {
  checkId(tree.root, id);
  const chosen = chosenCapabilities(await knownCapabilities(tree.root), capabilities);
  const variables = templateVariables({ id, capabilities: chosen, robot });
  for (const folder of foldersOf(variables))
    generateFiles(tree, join(templates, folder), `libs/providers/${id}`, variables);
  await formatFiles(tree);
  return () => writeGenerated(tree.root);
};
