import type { Endpoint, HttpReply, HttpRequest } from '@perezvon/http';
import type { Authenticate, Infobase } from '../use-cases/authenticate.ts';
import type { RateLimit } from '../use-cases/rate-limit.ts';
import { tooMany, unauthorized } from './replies.ts';

export interface Gate {
  authenticate: Authenticate;
  rates: RateLimit;
  onRefused: (
    reason: 'unauthorized' | 'too_many_failures' | 'too_many_requests',
    request: HttpRequest,
  ) => void;
}

/** Lets only a known infobase through, and not faster than its rate. */
export const forInfobase =
  (gate: Gate, answer: (request: HttpRequest, infobase: Infobase) => Promise<HttpReply>): Endpoint =>
  async (request) => {
    const { authorization } = request.headers;
    const who = await gate.authenticate({ authorization, remoteAddress: request.remoteAddress });
    switch (who.kind) {
      case 'unknown':
        gate.onRefused('unauthorized', request);
        return unauthorized();
      case 'too_many':
        gate.onRefused('too_many_failures', request);
        return tooMany(who.retryAfterSeconds);
      case 'known': {
        const retryAfterSeconds = await gate.rates.take(who.infobase.id);
        if (retryAfterSeconds === 0) return answer(request, who.infobase);
        gate.onRefused('too_many_requests', request);
        return tooMany(retryAfterSeconds);
      }
    }
  };
