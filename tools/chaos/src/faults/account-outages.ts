import { setTimeout as delay } from 'node:timers/promises';
import type { RobotControl, Simulator } from '@perezvon/simulator';
import { accountRoles, accounts, type AccountRole } from '../system/chaos-config.ts';
import type { Fault } from './fault.ts';

type BothFault = Extract<Fault, { kind: 'provider' }>;
type OneFault = Extract<Fault, { kind: 'account' }>;
type Script = Omit<NonNullable<RobotControl['outage']>, 'for'>;

/** What goes wrong at the provider, for both accounts or for one. Each resolves when it is over. */
export interface AccountOutages {
  ofBoth: (fault: BothFault) => Promise<void>;
  ofOne: (fault: OneFault) => Promise<void>;
  heal: () => void;
}

/** `bad_gateway`: a proxy says 502 for a call that is being made. */
const scriptOf = (reply: BothFault['reply'] | OneFault['reply']): Script => {
  switch (reply) {
    case 'unavailable':
      return { reply: 'status', status: 503, retryAfterSeconds: 1 };
    case 'no_money':
      return { reply: 'status', status: 402 };
    case 'unauthorized':
      return { reply: 'status', status: 401 };
    case 'bad_gateway':
      return { reply: 'status', status: 502, placed: true, ringMs: 80, talkMs: 80 };
    default:
      return { reply, ringMs: 80, talkMs: 80 };
  }
};

/** A robot knows one outage at a time: what one account suffers goes on when what befell both is over. */
export const createAccountOutages = (simulator: Simulator): AccountOutages => {
  const ownUntil = new Map<AccountRole, { script: Script; until: number }>();
  const set = (role: AccountRole, script: Script, forMs: number): void =>
    simulator.robot(accounts[role].id, { outage: { ...script, for: { ms: forMs } } });
  const resume = (role: AccountRole): void => {
    const own = ownUntil.get(role);
    const leftMs = (own?.until ?? 0) - performance.now();
    if (own !== undefined && leftMs > 0) set(role, own.script, leftMs);
  };
  return {
    ofBoth: async ({ reply, forMs }) => {
      for (const role of accountRoles) set(role, scriptOf(reply), forMs);
      await delay(forMs);
      accountRoles.forEach(resume);
    },
    ofOne: async ({ account, reply, forMs }) => {
      ownUntil.set(account, { script: scriptOf(reply), until: performance.now() + forMs });
      resume(account);
      await delay(forMs);
    },
    heal: () => {
      ownUntil.clear();
      for (const { id } of Object.values(accounts)) simulator.robot(id, { outage: null });
    },
  };
};
