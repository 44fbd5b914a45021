import type { Adapter } from '@perezvon/contracts-adapter';
import { pathText } from './path.ts';
import type { ConfigError } from './path.ts';
import type { Sketch } from './sketch.ts';

/** What the configuration must know of a provider; an adapter fits. */
export type ProviderDescription = Pick<Adapter, 'settings'> & Partial<Pick<Adapter, 'capabilities'>>;
export type Providers = ReadonlyMap<string, ProviderDescription>;

interface Placed {
  path: string;
  value: string;
}

/** Everything that one part of the file says about another. */
export const crossChecks = (sketch: Sketch, providers: Providers): ConfigError[] => [
  ...repeated(placedIds(sketch.infobases, 'infobases'), 'такой id уже есть у другой базы'),
  ...repeated(placedIds(sketch.accounts, 'accounts'), 'такой id уже есть у другой учётной записи'),
  ...repeated(placedTokens(sketch), 'такой hookToken уже есть у другой учётной записи'),
  ...sharedSecrets(sketch),
  ...unknownInfobases(sketch),
  ...sketch.accounts.flatMap((account, index) => unknownProvider(account.provider, index, providers)),
  ...sketch.infobases.flatMap((infobase, index) => [
    ...references(infobase.support?.account, ['infobases', index, 'support', 'account']).flatMap(
      (reference) => wrongReference(sketch, infobase.id, reference),
    ),
    ...references(infobase.reminders?.account, ['infobases', index, 'reminders', 'account']).flatMap(
      (reference) => [
        ...wrongReference(sketch, infobase.id, reference),
        ...cannotCall(sketch, providers, reference),
      ],
    ),
    ...repeated(
      references(infobase.reminders?.account, ['infobases', index, 'reminders', 'account']),
      'эта учётная запись уже есть в списке',
    ),
  ]),
];

const placedIds = (items: readonly { id?: string | undefined }[], group: string): Placed[] =>
  items.flatMap(({ id }, index) =>
    id === undefined ? [] : [{ path: pathText([group, index, 'id']), value: id }],
  );

const placedTokens = (sketch: Sketch): Placed[] =>
  sketch.accounts.flatMap(({ hookToken }, index) =>
    hookToken === undefined ? [] : [{ path: pathText(['accounts', index, 'hookToken']), value: hookToken }],
  );

const repeated = (placed: readonly Placed[], message: string): ConfigError[] =>
  placed
    .filter(({ value }, index) => placed.findIndex((other) => other.value === value) < index)
    .map(({ path }) => ({ path, message }));

/** A Bearer secret alone says which infobase speaks, so two may not share one. Repeating one's own is harmless. */
const sharedSecrets = (sketch: Sketch): ConfigError[] =>
  sketch.infobases.flatMap((infobase, index) =>
    infobase.secrets.flatMap((value, position) => {
      const isShared = sketch.infobases.slice(0, index).some((other) => other.secrets.includes(value));
      return value !== undefined && isShared
        ? [
            {
              path: pathText(['infobases', index, 'secrets', position]),
              message: 'такой секрет уже есть у другой базы',
            },
          ]
        : [];
    }),
  );

const unknownInfobases = (sketch: Sketch): ConfigError[] => {
  const known = sketch.infobases.map(({ id }) => id);
  return sketch.accounts.flatMap((account, index) =>
    account.infobases.flatMap((id, position) =>
      id === undefined || known.includes(id)
        ? []
        : [
            {
              path: pathText(['accounts', index, 'infobases', position]),
              message: `нет такой базы; есть: ${names(known)}`,
            },
          ],
    ),
  );
};

const unknownProvider = (provider: string | undefined, index: number, providers: Providers): ConfigError[] =>
  provider === undefined || providers.has(provider)
    ? []
    : [
        {
          path: pathText(['accounts', index, 'provider']),
          message: `нет такого провайдера; есть: ${names([...providers.keys()])}`,
        },
      ];

/** One account or a list of them, each with its path. */
const references = (
  named: string | readonly string[] | undefined,
  path: readonly (string | number)[],
): Placed[] => {
  if (named === undefined) return [];
  return typeof named === 'string'
    ? [{ path: pathText(path), value: named }]
    : named.map((value, position) => ({ path: pathText([...path, position]), value }));
};

const wrongReference = (
  sketch: Sketch,
  infobaseId: string | undefined,
  { path, value }: Placed,
): ConfigError[] => {
  const account = sketch.accounts.find(({ id }) => id === value);
  if (account === undefined)
    return [
      { path, message: `нет такой учётной записи; есть: ${names(sketch.accounts.map(({ id }) => id))}` },
    ];
  return account.infobases.includes(infobaseId)
    ? []
    : [{ path, message: 'эта учётная запись не для этой базы: добавьте базу в её список infobases' }];
};

const cannotCall = (sketch: Sketch, providers: Providers, { path, value }: Placed): ConfigError[] => {
  const account = sketch.accounts.find(({ id }) => id !== undefined && id === value);
  const provider = providers.get(account?.provider ?? '');
  return provider?.capabilities === undefined || provider.capabilities.reminderCall !== undefined
    ? []
    : [{ path, message: 'провайдер этой учётной записи не умеет звонить роботом' }];
};

const names = (values: readonly (string | undefined)[]): string =>
  values.filter((value) => value !== undefined).join(', ') || 'ни одной записи';
