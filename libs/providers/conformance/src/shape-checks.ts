import { expect } from 'vitest';
import type { Check, Subject } from './conformance.ts';
import { validSettings, withInstance } from './instance.ts';

/** Capabilities and the methods that carry them. */
const methods = { reminderCall: 'placeReminderCall' } as const;

export const shapeChecks = ({ adapter, conformance }: Subject): Check[] => [
  {
    name: 'shape: it names itself and its documentation',
    run: () => {
      expect(adapter.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(adapter.displayName.trim()).not.toBe('');
      expect(adapter.docsUrl).toMatch(/^https:\/\//);
    },
  },
  {
    name: 'shape: it has exactly the methods of its declared capabilities',
    run: () =>
      withInstance(adapter, { settings: validSettings(conformance) }, (instance) => {
        for (const [capability, method] of Object.entries(methods)) {
          const isDeclared = capability in adapter.capabilities;
          expect([method, method in instance]).toEqual([method, isDeclared]);
          expect([`conformance data for ${capability}`, capability in conformance]).toEqual([
            `conformance data for ${capability}`,
            isDeclared,
          ]);
        }
      }),
  },
];
