import type { AdapterInstance, WebhookRequest } from '@perezvon/contracts-adapter';
import { expect } from 'vitest';
import type { Check, Subject, WebhookConformance, WebhookSecurity } from './conformance.ts';
import { nowhere, validSettings, webhookOf, withInstance } from './instance.ts';
import { proofOf, withChangedContent, withProof } from './proof.ts';

export const securityChecks = (subject: Subject): Check[] => {
  const { webhook } = subject.conformance;
  if (webhook === undefined) return [];
  return webhook.security.kind === 'none'
    ? [unsignedCheck(subject, webhook, webhook.security.reason)]
    : signedChecks(subject, webhook, webhook.security);
};

const sampleOf = ({ fixtures, unknownStatus }: WebhookConformance): WebhookRequest =>
  fixtures[0]?.request ?? unknownStatus;

const unsignedCheck = (subject: Subject, webhook: WebhookConformance, reason: string): Check => ({
  name: `security: webhooks carry no proof (${reason})`,
  run: () =>
    withInstance(subject.adapter, { settings: validSettings(subject.conformance) }, (instance) => {
      expect(reason.trim()).not.toBe('');
      expect(webhookOf(instance).verify(sampleOf(webhook))).toEqual({ ok: true });
    }),
});

type Signed = Extract<WebhookSecurity, { kind: 'signed' }>;

type MakeCheck = (name: string, run: (instance: AdapterInstance) => void) => Check;

const signedChecks = (subject: Subject, webhook: WebhookConformance, security: Signed): Check[] => {
  const settings = (security.settings ?? subject.conformance.settings)(nowhere);
  const genuine = security.sign(sampleOf(webhook));
  const check: MakeCheck = (name, run) => ({
    name: `security: ${name}`,
    run: () => withInstance(subject.adapter, { settings }, run),
  });
  return [
    check('every genuine webhook is accepted', (instance) =>
      webhook.fixtures.forEach(({ name, request }) =>
        expect(webhookOf(instance).verify(security.sign(request)), name).toEqual({ ok: true }),
      ),
    ),
    ...proofChecks(genuine, security, check),
    contentCheck(genuine, security, check),
    {
      name: 'security: another secret refuses it',
      run: () =>
        withInstance(subject.adapter, { settings: security.otherSecret(nowhere) }, (instance) =>
          expectRefused(instance, genuine),
        ),
    },
  ];
};

const proofChecks = (genuine: WebhookRequest, { proof: place }: Signed, check: MakeCheck): Check[] => {
  const proof = proofOf(genuine, place);
  const changed = (value: string | null): WebhookRequest => withProof(genuine, place, value);
  return [
    check('without the proof it is refused', (instance) => expectRefused(instance, changed(null))),
    check('an empty or nonsensical proof is refused', (instance) =>
      ['', ' ', '\u0000', 'Basic', 'ё', 'x'.repeat(100_000)].forEach((value) =>
        expectRefused(instance, changed(value)),
      ),
    ),
    check('a proof with any one byte flipped is refused', (instance) => {
      expect(proof).not.toBe('');
      Array.from(proof, (_letter, index) => expectRefused(instance, changed(flipped(proof, index))));
    }),
    check('a proof that is cut short or goes on is refused', (instance) =>
      [proof.slice(0, -1), `${proof}A`].forEach((value) => expectRefused(instance, changed(value))),
    ),
  ];
};

const contentCheck = (genuine: WebhookRequest, { proof, coversBody }: Signed, check: MakeCheck): Check =>
  check(
    coversBody ? 'content with one byte flipped is refused' : 'the proof does not cover the content',
    (instance) =>
      withChangedContent(genuine, proof).forEach((request) =>
        expect(webhookOf(instance).verify(request).ok).toBe(!coversBody),
      ),
  );

const expectRefused = (instance: AdapterInstance, request: WebhookRequest): void => {
  const result = webhookOf(instance).verify(request);
  expect(result.ok).toBe(false);
  if (!result.ok) expect(result.reason).not.toBe('');
};

const flipped = (text: string, index: number): string =>
  text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ 1) + text.slice(index + 1);
