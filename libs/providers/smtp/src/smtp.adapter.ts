import { defineAdapter } from '@perezvon/contracts-adapter';
import { createEmailSender } from './smtp.api.ts';
import { smtpSettings } from './smtp.config.ts';

/** Any mail server that takes messages by SMTP. One account = one sender on one server. */
export const adapter = defineAdapter({
  id: 'smtp',
  displayName: 'SMTP',
  docsUrl: 'https://www.rfc-editor.org/rfc/rfc5321',
  settings: smtpSettings,
  capabilities: { email: true },
  // Nothing goes by HTTP: no origin is allowed.
  connection: () => ({ origins: [] }),
  create: (settings, { http }) => {
    const sender = createEmailSender(settings);
    return {
      sendEmail: sender.sendEmail,
      close: () => {
        sender.close();
        http.close();
      },
    };
  },
});
