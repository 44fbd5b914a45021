export interface HealthCheck {
  ok: boolean;
  /** For an operator: no phone, name or secret. */
  detail?: string;
}

export interface HealthSnapshot {
  /** Every check is green. */
  ok: boolean;
  checks: Readonly<Record<string, HealthCheck>>;
}

/** What readiness is made of: whoever owns a part of the process reports on it when that changes. */
export interface Health {
  report(name: string, ok: boolean, detail?: string): void;
  snapshot(): HealthSnapshot;
}

export const createHealth = (): Health => {
  const checks = new Map<string, HealthCheck>();
  return {
    report: (name, ok, detail) => {
      checks.set(name, detail === undefined ? { ok } : { ok, detail });
    },
    snapshot: () => ({
      ok: [...checks.values()].every((check) => check.ok),
      checks: Object.fromEntries(checks),
    }),
  };
};
