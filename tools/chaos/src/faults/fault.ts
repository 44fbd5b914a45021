import type { AccountRole } from '../system/chaos-config.ts';
import type { StoreName } from './stores.ts';

export const appNames = ['gateway', 'dialer', 'status', 'notifier'] as const;
export type AppName = (typeof appNames)[number];

/** One thing that goes wrong. Durations in ms. */
export type Fault =
  | { kind: 'kill'; app: AppName }
  | { kind: 'mark'; mark: string }
  | { kind: 'pause'; app: AppName; forMs: number }
  | { kind: 'clock'; app: AppName; byMs: number; forMs: number }
  | { kind: 'restart'; store: StoreName }
  | { kind: 'flush' }
  | { kind: 'cut'; store: StoreName }
  | { kind: 'stall'; store: StoreName; forMs: number }
  | { kind: 'half-open'; store: StoreName; forMs: number }
  | {
      kind: 'provider';
      reply: 'unavailable' | 'bad_gateway' | 'reset_after' | 'timeout_after' | 'reset_before';
      forMs: number;
    }
  | {
      kind: 'account';
      account: AccountRole;
      reply: 'unavailable' | 'no_money' | 'unauthorized' | 'reset_before';
      forMs: number;
    }
  | {
      kind: 'onec';
      mode: 'down' | 'unavailable' | 'no_licence' | 'hang_after' | 'reply_lost' | 'login_page';
      forMs: number;
    };

export interface PlannedFault {
  /** After the run's beginning. */
  atMs: number;
  fault: Fault;
}

/** As a line of the report: `pause dialer 4200`. */
export const describeFault = (fault: Fault): string => Object.values(fault).join(' ');
