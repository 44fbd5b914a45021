import { wantsSession } from './interpret-reply.ts';
import type { SentReply } from './post-batch.ts';

/** Sends the same request again with other session headers. */
type Post = (sessionHeaders: Record<string, string>) => Promise<SentReply>;

const failsSession = (status: number): boolean => status === 400 || status === 500;

/**
 * 1C's manual session control: nothing until 1C asks for a session (`IBSession: start`, answered with an `ibsession`
 * cookie), then the cookie. A session demanded or lost (400 or 500) is started anew, once per batch; a second refusal
 * forgets it. Batches sent at the same time share the session.
 */
export const createSession = (): ((post: Post) => Promise<SentReply>) => {
  let cookie: string | null = null;

  const start = async (post: Post): Promise<SentReply> => {
    const reply = await post({ IBSession: 'start' });
    cookie = failsSession(reply.status) ? null : (reply.cookie ?? cookie);
    return reply;
  };

  return async (post) => {
    const held = cookie;
    const reply = await post(held === null ? {} : { Cookie: held });
    const isLost = held !== null && failsSession(reply.status);
    if (isLost || wantsSession(reply)) {
      if (cookie === held) cookie = null;
      return start(post);
    }
    if (held !== null && cookie === held) cookie = reply.cookie ?? held;
    return reply;
  };
};
