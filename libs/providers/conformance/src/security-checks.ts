import type { AdapterInstance, WebhookRequest } from '@perezvon/contracts-adapter';
import { expect } from 'vitest';
import type { Check, Subject, WebhookSecurity } from './conformance.ts';
import { nowhere, validSettings, withInstance } from './instance.ts';

export const securityChecks = (subject: Subject): Check[] => {
  const { security } = subject.conformance.webhook;
  return security.kind === 'none'
    ? [unsignedCheck(subject, security.reason)]
    : signedChecks(subject, security);
};

const sampleOf = ({ conformance: { webhook } }: Subject): WebhookRequest =>
  webhook.fixtures[0]?.request ?? webhook.unknownStatus;

const unsignedCheck = (subject: Subject, reason: string): Check => ({
  name: `security: webhooks carry no proof (${reason})`,
  run: () =>
    withInstance(subject.adapter, { settings: validSettings(subject.conformance) }, (instance) =>
      expect(instance.webhook.verify(sampleOf(subject))).toEqual({ ok: true }),
    ),
});

type Signed = Extract<WebhookSecurity, { kind: 'signed' }>;

type MakeCheck = (name: string, run: (instance: AdapterInstance) => void) => Check;

const signedChecks = (subject: Subject, security: Signed): Check[] => {
  const settings = (security.settings ?? subject.conformance.settings)(nowhere);
  const genuine = security.sign(sampleOf(subject));
  const check: MakeCheck = (name, run) => ({
    name: `security: ${name}`,
    run: () => withInstance(subject.adapter, { settings }, run),
  });
  return [
    check('a genuine webhook is accepted', (instance) =>
      expect(instance.webhook.verify(genuine)).toEqual({ ok: true }),
    ),
    ...proofChecks(genuine, security.header, check),
    bodyCheck(genuine, security, check),
    {
      name: 'security: another secret refuses it',
      run: () =>
        withInstance(subject.adapter, { settings: security.otherSecret(nowhere) }, (instance) =>
          expectRefused(instance, genuine),
        ),
    },
  ];
};

const proofChecks = (genuine: WebhookRequest, header: string, check: MakeCheck): Check[] => {
  const proof = genuine.headers[header] ?? '';
  const withProof = (value: string): WebhookRequest => ({
    ...genuine,
    headers: { ...genuine.headers, [header]: value },
  });
  return [
    check('without the proof it is refused', (instance) =>
      expectRefused(instance, withoutHeader(genuine, header)),
    ),
    check('an empty or nonsensical proof is refused', (instance) =>
      ['', ' ', '\u0000', 'Basic', 'ё', 'x'.repeat(100_000)].forEach((value) =>
        expectRefused(instance, withProof(value)),
      ),
    ),
    check('a proof with any one byte flipped is refused', (instance) => {
      expect(proof).not.toBe('');
      Array.from(proof, (_letter, index) => expectRefused(instance, withProof(flipped(proof, index))));
    }),
    check('a proof that is cut short or goes on is refused', (instance) =>
      [proof.slice(0, -1), `${proof}A`].forEach((value) => expectRefused(instance, withProof(value))),
    ),
  ];
};

const bodyCheck = (genuine: WebhookRequest, security: Signed, check: MakeCheck): Check =>
  check(
    security.coversBody ? 'a body with one byte flipped is refused' : 'the proof does not cover the body',
    (instance) => {
      const body = Uint8Array.from(genuine.body, (byte, index) => (index === 0 ? byte ^ 1 : byte));
      expect(instance.webhook.verify({ ...genuine, body }).ok).toBe(!security.coversBody);
    },
  );

const expectRefused = (instance: AdapterInstance, request: WebhookRequest): void => {
  const result = instance.webhook.verify(request);
  expect(result.ok).toBe(false);
  if (!result.ok) expect(result.reason).not.toBe('');
};

const withoutHeader = (request: WebhookRequest, header: string): WebhookRequest => ({
  ...request,
  headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== header)),
});

const flipped = (text: string, index: number): string =>
  text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ 1) + text.slice(index + 1);
