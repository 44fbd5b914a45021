import { secret } from '@perezvon/contracts-adapter';
import { webAddress, withoutTrailingSlashes } from '@perezvon/provider-kit';
import { z } from 'zod';

const endpoint = webAddress({
  shape: 'адрес вида https://push.1c-connect.com',
  credentials: 'логин и пароль укажите в username и password, не в адресе',
}).transform(withoutTrailingSlashes);

const credential = z.string().min(1).max(200);

const objectId = z.guid({
  error: (issue) =>
    issue.code === 'invalid_type' ? undefined : 'идентификатор вида 4e48509f-6366-4897-9544-46f006e47074',
});

/** How 1C-Connect authenticates itself to our webhook; it gets this by `setUpWebhook` (`back_auth`). */
const backAuthSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('basic'),
    // A colon would end the login: RFC 7617.
    login: credential.regex(/^[^:]*$/, 'двоеточие в логине недопустимо'),
    password: secret(credential),
  }),
  z.strictObject({
    type: z.literal('bearer'),
    token: secret(credential.regex(/^\S+$/, 'пробелы в токене недопустимы')),
  }),
]);

/** Whose events we want: `line` = everything on one line or all, `bot` = of the bot of one line, which may then write there. */
const hookSchema = z
  .strictObject({ type: z.enum(['line', 'bot']).default('line'), lineId: objectId.optional() })
  .superRefine(({ type, lineId }, context) => {
    if (type === 'bot' && lineId === undefined)
      context.addIssue({ code: 'custom', path: ['lineId'], message: 'для type: bot укажите линию' });
  });

/** Settings of an account; README.md tells where each is found. */
export const onecConnectSettings = z.strictObject({
  url: endpoint.prefault('https://push.1c-connect.com'),
  /** Those of the WebAPI. */
  username: credential.regex(/^[^:]*$/, 'двоеточие в логине недопустимо'),
  password: secret(credential),
  /** Line of messages that name none. */
  lineId: objectId.optional(),
  /** Specialist in whose name messages are written that name none. */
  authorId: objectId.optional(),
  /** Messages without a keyboard go with `bot_as_spec`: no bot on the line is needed, the author must be online. */
  botAsSpecialist: z.boolean().default(false),
  hook: hookSchema.prefault({}),
  backAuth: backAuthSchema.optional(),
  /** Whole request, seconds. */
  timeoutSeconds: z.number().positive().max(120).default(15),
});

export type OnecConnectSettings = z.output<typeof onecConnectSettings>;
