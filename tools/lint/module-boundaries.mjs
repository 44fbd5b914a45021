/**
 * Who may import whom, by the tags that tools/nx/project-layout.mjs gives: `type` is the layer, `scope` the owner.
 * Both axes must allow an import. `* → *` does not exist, and apps import no apps.
 */

const byType = {
  contracts: ['contracts'],
  domain: ['contracts'],
  onec: ['contracts', 'domain'],
  platform: ['contracts', 'platform'],
  reminders: ['contracts', 'domain', 'platform'],
  kit: ['contracts'],
  adapter: ['contracts', 'kit'],
  registry: ['contracts', 'kit', 'adapter'],
  conformance: ['contracts', 'kit'],
  app: ['contracts', 'domain', 'onec', 'platform', 'reminders', 'registry', 'kit'],
  // An adapter's simulator only: package-homes.mjs.
  simulator: ['contracts', 'platform', 'adapter'],
  testing: ['contracts', 'platform'],
  tool: [
    'contracts',
    'domain',
    'onec',
    'platform',
    'reminders',
    'kit',
    'adapter',
    'registry',
    'conformance',
    'simulator',
    'testing',
    'tool',
  ],
  e2e: ['contracts', 'domain', 'onec', 'platform', 'registry', 'simulator', 'testing', 'tool'],
};

/** What test files may import on top; a cycle between projects stays forbidden for them too. */
const byTypeInTests = {
  onec: ['testing'],
  platform: ['testing'],
  reminders: ['testing'],
  adapter: ['conformance', 'testing'],
  registry: ['conformance'],
  app: ['testing', 'adapter'],
  simulator: ['testing', 'domain', 'onec', 'registry'],
};

const byScope = {
  shared: ['shared'],
  onec: ['shared', 'onec'],
  platform: ['shared', 'platform'],
  reminders: ['shared', 'platform', 'reminders'],
  providers: ['shared', 'providers'],
  app: ['shared', 'onec', 'platform', 'providers', 'reminders'],
  simulator: ['shared', 'platform', 'providers', 'simulator'],
  testing: ['shared', 'platform', 'testing'],
  tools: ['shared', 'onec', 'platform', 'providers', 'reminders', 'simulator', 'testing', 'tools'],
  e2e: ['shared', 'onec', 'platform', 'providers', 'simulator', 'testing', 'tools', 'e2e'],
};

const byScopeInTests = {
  onec: ['testing'],
  platform: ['testing'],
  reminders: ['testing'],
  providers: ['testing'],
  app: ['testing'],
  simulator: ['testing', 'onec'],
};

const constraints = (axis, allowed, extra) =>
  Object.entries(allowed).map(([tag, targets]) => ({
    sourceTag: `${axis}:${tag}`,
    onlyDependOnLibsWithTags: [...targets, ...(extra[tag] ?? [])].map((target) => `${axis}:${target}`),
  }));

const rule = (typeExtra, scopeExtra) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow: [],
    depConstraints: [...constraints('type', byType, typeExtra), ...constraints('scope', byScope, scopeExtra)],
  },
];

export const boundaries = rule({}, {});
export const boundariesInTests = rule(byTypeInTests, byScopeInTests);
