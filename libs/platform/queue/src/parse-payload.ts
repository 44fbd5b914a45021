import { queues, type Payload, type QueueName } from '@perezvon/contracts-queues';
import { Fault } from '@perezvon/logger';

/** Throws Fault `invalid_input`, which names the fields and never their values. */
export const parsePayload = <Name extends QueueName>(name: Name, data: unknown): Payload<Name> => {
  const parsed = queues[name].schema.safeParse(data);
  if (parsed.success) return parsed.data as Payload<Name>;
  const problems = parsed.error.issues.map(({ code, path }) => `${path.join('.') || 'payload'}: ${code}`);
  throw new Fault({
    code: 'invalid_input',
    safeMessage: `a job of ${name} does not parse: ${problems.slice(0, 5).join(', ')}`,
    retryable: false,
  });
};
