import type {
  AdapterMethods,
  Line,
  ReadResult,
  Specialist,
  Subscriber,
  Treatment,
} from '@perezvon/contracts-adapter';
import { readPhone } from '@perezvon/provider-kit';
import { z } from 'zod';
import type { OnecConnectClient, Question } from './onec-connect.client.ts';
import { filled, instantOf } from './onec-connect.fields.ts';

const text = z.string().nullish().catch(null);

const lineSchema = z.object({ line_id: z.string().min(1), name: text, hook_bot: text });

const treatmentSchema = z.object({
  treatment_id: z.string().min(1),
  line_id: text,
  user_id: z.string().min(1),
  initialized_at: text,
  current_specialist: text,
});

const userSchema = z.object({
  user_id: z.string().min(1),
  name: text,
  surname: text,
  patronymic: text,
  email: text,
  phone: text,
});

const subscriptionSchema = z.object({
  user_id: z.string().min(1),
  line_id: text,
  subscription_expire_at: text,
});

type Lists = Pick<
  AdapterMethods,
  'listLines' | 'listTreatments' | 'listSubscribers' | 'listSpecialists' | 'listAvailableSpecialists'
>;

/** The questions of 4.2.3 of the vendor's documentation. Elements without their id are left out. */
export const createLists = (client: OnecConnectClient, clock: () => Date): Lists => {
  const ask = async <Element, Value>(
    question: Question,
    schema: z.ZodType<Element>,
    read: (element: Element) => Value,
  ): Promise<ReadResult<Value[]>> => {
    const answer = await client.ask(question);
    return answer.kind === 'found'
      ? { kind: 'found', value: elements(answer.value, schema).map(read) }
      : answer;
  };
  return {
    listLines: () => ask({ path: 'line' }, lineSchema, lineOf),
    listTreatments: ({ lineId }) =>
      ask({ path: 'line/treatment', query: { line_id: lineId } }, treatmentSchema, treatmentOf),
    listSubscribers: async ({ lineId }) => {
      const users = await ask({ path: 'line/subscribers' }, userSchema, subscriberOf);
      if (users.kind === 'refused' || lineId === null) return users;
      const question = { path: 'line/subscriptions', query: { line_id: lineId } };
      const subscriptions = await ask(question, subscriptionSchema, (subscription) => subscription);
      return subscriptions.kind === 'refused'
        ? subscriptions
        : { kind: 'found', value: subscribed(users.value, validOn(subscriptions.value, lineId, clock())) };
    },
    listSpecialists: ({ lineId }) =>
      ask({ path: 'line/specialists', query: { line_id: lineId } }, userSchema, specialistOf),
    listAvailableSpecialists: ({ lineId }) =>
      ask(
        { path: `line/specialists/${encodeURIComponent(lineId)}/available` },
        z.string().min(1),
        (specialistId) => specialistId,
      ),
  };
};

const elements = <Element>(values: readonly unknown[], schema: z.ZodType<Element>): Element[] =>
  values.flatMap((value) => {
    const element = schema.safeParse(value);
    return element.success ? [element.data] : [];
  });

const lineOf = ({ line_id, name, hook_bot }: z.output<typeof lineSchema>): Line => ({
  lineId: line_id,
  name: name ?? '',
  hasBot: (hook_bot ?? '') !== '',
});

const treatmentOf = (treatment: z.output<typeof treatmentSchema>): Treatment => ({
  treatmentId: treatment.treatment_id,
  lineId: filled(treatment.line_id),
  userId: treatment.user_id,
  openedAt: instantOf(treatment.initialized_at),
  specialistId: filled(treatment.current_specialist),
});

type User = z.output<typeof userSchema>;

const subscriberOf = (user: User): Subscriber => ({
  userId: user.user_id,
  name: nameOf(user),
  phone: readPhone(user.phone),
  email: filled(user.email),
});

const specialistOf = (user: User): Specialist => ({ specialistId: user.user_id, name: nameOf(user) });

const nameOf = ({ surname, name, patronymic }: User): string =>
  [surname, name, patronymic]
    .map((part) => (part ?? '').trim())
    .filter((part) => part !== '')
    .join(' ');

type Subscription = z.output<typeof subscriptionSchema>;

/** Ids of those whose subscription to the line has not ended; one without an end is for ever. */
const validOn = (subscriptions: readonly Subscription[], lineId: string, now: Date): ReadonlySet<string> =>
  new Set(
    subscriptions
      .filter(({ line_id }) => isSame(filled(line_id) ?? lineId, lineId))
      .filter(({ subscription_expire_at: end }) => (instantOf(end) ?? now) >= now)
      .map(({ user_id }) => user_id),
  );

/** Of a UUID; its case does not matter. */
const isSame = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

const subscribed = (users: readonly Subscriber[], ids: ReadonlySet<string>): Subscriber[] =>
  users.filter(({ userId }) => ids.has(userId));
