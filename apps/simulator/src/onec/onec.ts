import type { Core, Party } from '../party.ts';
import { createInfobase } from './onec-infobase.ts';
import type { Infobase } from './onec-infobase.ts';

const notPublished = '<!DOCTYPE html><html><head><title>404 - Not Found</title></head></html>';

/** 1C's web server: `/onec/{infobase}/hs/perezvon/v1/events` of every infobase that control has named. */
export const createOnec = (core: Core): Party => {
  const infobases = new Map<string, Infobase>();
  return {
    handle: async (exchange) => {
      const [, id = '', ...path] = exchange.segments;
      const infobase = infobases.get(id);
      if (!infobase || path.join('/') !== 'hs/perezvon/v1/events') {
        exchange.reply(404, notPublished, { 'content-type': 'text/html; charset=utf-8' });
      } else if (exchange.method === 'POST') await infobase.receive(exchange);
      else exchange.reply(405, '');
    },
    control: ([id], body) => {
      if (id === undefined) throw new Error('name the infobase: /control/onec/{infobase}');
      const infobase = infobases.get(id) ?? createInfobase(id, core);
      infobase.control(body);
      infobases.set(id, infobase);
    },
    busy: () => 0,
    stop: () => undefined,
  };
};
