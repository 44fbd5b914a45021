/** What was asked for on the command line, checked, and what follows from it for the templates. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';

/** The names that the contract knows; no list of our own could go stale. */
export const knownCapabilities = async (workspaceRoot) => {
  const source = readFileSync(join(workspaceRoot, 'libs/contracts/adapter/src/capabilities.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', format: 'esm' });
  const { capabilityMethods } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return Object.keys(capabilityMethods);
};

/** Throws, in words for the author, when such an adapter cannot be. */
export const checkId = (workspaceRoot, id) => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 40)
    throw new Error(
      `"${id}" is no id: small Latin letters, digits and single hyphens, a letter first, 40 at most (acme, acme-cloud)`,
    );
  if (existsSync(join(workspaceRoot, 'libs/providers', id)))
    throw new Error(`libs/providers/${id} exists: take another id, or delete that folder first`);
};

/** In the contract's order, each once. */
export const chosenCapabilities = (known, wanted) => {
  const names = wanted.map((name) => name.trim()).filter((name) => name !== '');
  const unknown = names.filter((name) => name !== 'all' && !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`no such capability: ${unknown.join(', ')}; there are: all, ${known.join(', ')}`);
  if (names.length === 0) throw new Error(`no capability; there are: all, ${known.join(', ')}`);
  return names.includes('all') ? known : known.filter((name) => names.includes(name));
};

const messageCapabilities = ['sms', 'email', 'chat', 'chatFile'];

/** Which parts of the client, and of the suite's data, the methods use. */
const needsOf = (any) => {
  const place = any('reminderCall', 'clickToCall');
  const send = any(...messageCapabilities);
  const command = any('hangUp', 'transfer', 'saleTag', 'lines', 'webhookSetUp');
  const ask = any('callList', 'callLookUp', 'lines');
  // Of any method but the robot's, which the suite tries by itself.
  const simpleAct = send || command || any('clickToCall');
  const act = simpleAct || place;
  return {
    place,
    send,
    command,
    ask,
    act,
    simpleAct,
    operations: simpleAct || ask || any('recording'),
    // Some providers only tell, and are asked nothing.
    client: act || ask || any('recording'),
  };
};

const namesOf = (id) => {
  const words = id.split('-').map((word) => word[0].toUpperCase() + word.slice(1));
  const pascal = words.join('');
  return {
    id,
    name: words.join(' '),
    pascal,
    camel: pascal[0].toLowerCase() + pascal.slice(1),
    constant: id.toUpperCase().replaceAll('-', '_'),
  };
};

/** The variables of the templates. */
export const templateVariables = ({ id, capabilities, robot }) => {
  const has = Object.fromEntries(capabilities.map((name) => [name, name === 'reminderCall' ? robot : true]));
  const any = (...names) => names.some((name) => name in has);
  return {
    ...namesOf(id),
    declared: JSON.stringify(has),
    has,
    speaks: has.reminderCall === 'speaks',
    // Webhooks tell of something: of calls, unless all it can do are messages.
    calls: capabilities.some((name) => ![...messageCapabilities, 'lines'].includes(name)),
    callMethods: any('reminderCall', 'clickToCall', 'hangUp', 'transfer', 'saleTag'),
    messages: any(...messageCapabilities),
    records: any('callList', 'callLookUp'),
    needs: needsOf(any),
  };
};
