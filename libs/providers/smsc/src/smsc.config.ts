import { secret } from '@perezvon/contracts-adapter';
import { webAddress, withoutTrailingSlashes } from '@perezvon/provider-kit';
import { z } from 'zod';

const credential = z.string().min(1).max(200);

const baseUrl = webAddress({
  shape: 'адрес вида http://… или https://…',
  credentials: 'логин и пароль укажите в login и password, не в адресе',
}).transform(withoutTrailingSlashes);

interface Credentials {
  hasKey: boolean;
  login: string | undefined;
  password: string | undefined;
}

const credentialsProblem = ({ hasKey, login, password }: Credentials) => {
  const given = [login, password].filter((each) => each !== undefined).length;
  if (hasKey && given > 0)
    return { path: ['apikey'], message: 'нужно одно из двух: apikey или login и password' };
  if (hasKey || given === 2) return null;
  if (given === 0) return { path: ['apikey'], message: 'укажите apikey или login и password' };
  return login === undefined
    ? { path: ['login'], message: 'к password нужен login' }
    : { path: ['password'], message: 'к login нужен password' };
};

/** Settings of an account; README.md tells where in the cabinet each is found. */
export const smscSettings = z
  .strictObject({
    /** Without `/sys/send.php`. */
    url: baseUrl.default('https://smsc.ru'),
    apikey: secret(credential).optional(),
    login: credential.optional(),
    password: secret(credential).optional(),
    /** A sender's name registered in the cabinet; the cabinet's own default otherwise. */
    sender: z.string().trim().min(1).max(20).optional(),
    /** How long the operator keeps trying, in the provider's own form. */
    valid: z
      .string()
      .regex(/^\d{1,2}(:\d\d)?$/, 'часы или чч:мм, например "12" или "1:30"')
      .optional(),
    /** Typed into the address of the callback as `?secret=…`. */
    callbackSecret: secret(z.string().min(8, 'не короче 8 знаков').max(200)).optional(),
    /** Whole request, seconds. */
    timeoutSeconds: z.number().positive().max(120).default(15),
  })
  .superRefine(({ apikey, login, password }, context) => {
    const problem = credentialsProblem({ hasKey: apikey !== undefined, login, password });
    if (problem !== null) context.addIssue({ code: 'custom', ...problem });
  });

export type SmscSettings = z.output<typeof smscSettings>;
