import { basicCredentials } from '../exchange.ts';
import type { Exchange } from '../exchange.ts';
import type { RequestRecord } from '../ledger.ts';
import type { Core } from '../party.ts';
import type { Batch } from './onec-batch.ts';
import { behaviours } from './onec-modes.ts';
import type { Behaviour } from './onec-modes.ts';
import { createRecorder } from './onec-recorder.ts';
import type { Recorder } from './onec-recorder.ts';
import { createRegister } from './onec-register.ts';
import type { Register } from './onec-register.ts';
import { batchReply, plainReply, sendReply } from './onec-reply.ts';
import type { OnecReply } from './onec-reply.ts';
import { createSessions } from './onec-sessions.ts';
import type { Sessions } from './onec-sessions.ts';
import { createOnecState } from './onec-state.ts';
import type { OnecState } from './onec-state.ts';
import type { OnecFault } from './onec.settings.ts';

export interface Infobase {
  receive(exchange: Exchange): Promise<void>;
  /** @throws ZodError for a body it does not know. */
  control(body: unknown): void;
}

interface Parts {
  id: string;
  core: Core;
  state: OnecState;
  sessions: Sessions;
  register: Register;
  recorder: Recorder;
}

/** How the request ends: with a reply, with none at all, or cut off. */
type Ending = OnecReply | 'silence' | 'cut';

interface Visit {
  exchange: Exchange;
  record: RequestRecord;
  fault: OnecFault;
}

const keptBy = ({ keeps }: Behaviour, batch: Batch): Batch => ({
  ...batch,
  events: batch.events.filter((_, index) => keeps === 'all' || (keeps === 'partial' && index % 2 === 0)),
});

/** What stops the request before the handler's code runs: the network, the web server, the licences. */
const gate = ({ state, recorder }: Parts, exchange: Exchange, parallel: number): OnecFault => {
  const { username, password, licences } = state.settings();
  const fault = state.nextFault();
  if (fault.mode === 'down') return fault;
  const given = basicCredentials(exchange.headers);
  if (given?.user !== username || given.password !== password) {
    recorder.violate('unauthorized', 'wrong credentials');
    return { ...fault, mode: 'unauthorized' };
  }
  return licences !== null && parallel > licences ? { ...fault, mode: 'no_licence' } : fault;
};

/** The handler's code: reads the batch, files it as the mode has it, answers. */
const handle = (parts: Parts, { exchange, record, fault }: Visit, session: string | null): Ending => {
  const batch = parts.recorder.inspect(exchange, record);
  if (!batch) return plainReply(400, '{ОбщийМодуль.прз_JSON.Модуль(12)}: Ошибка чтения JSON');
  const behaviour = behaviours[fault.mode];
  const results = parts.register.file(keptBy(behaviour, batch), record.sequence, fault.mode);
  if (behaviour.answer === 'silence' || behaviour.answer === 'cut') return behaviour.answer;
  return batchReply(results, fault, { path: `/${parts.id}`, session });
};

const visit = async (parts: Parts, current: Visit): Promise<Ending> => {
  const { exchange, record, fault } = current;
  if (behaviours[fault.mode].keeps === 'none') return handle(parts, current, null);
  const settings = parts.state.settings();
  const session = parts.sessions.enter(exchange.headers, settings);
  if (session.kind === 'refused') {
    record.mode = 'session_required';
    return plainReply(400, session.text);
  }
  await parts.core.timers.delay(
    session.delayMs + settings.delayMs + (fault.mode === 'slow' ? fault.delayMs : 0),
  );
  const ending = handle(parts, current, session.cookie);
  session.leave();
  return ending;
};

/** The HTTP service of one infobase, `POST /onec/{infobase}/hs/perezvon/v1/events`. */
export const createInfobase = (id: string, core: Core): Infobase => {
  const register = createRegister(id, core.ledger);
  const sessions = createSessions(core.monotonic);
  const state = createOnecState(id, core, { register, sessions });
  const recorder = createRecorder(id, core.ledger, () => state.settings());
  const parts: Parts = { id, core, state, sessions, register, recorder };
  let parallel = 0;
  return {
    receive: async (exchange) => {
      parallel += 1;
      try {
        const fault = gate(parts, exchange, parallel);
        const record = recorder.open(exchange, { mode: fault.mode, parallel });
        const ending = await visit(parts, { exchange, record, fault });
        if (ending === 'silence') await exchange.closed;
        else if (ending === 'cut') exchange.reset();
        else sendReply(exchange, record, { ...ending, bom: state.settings().bom });
      } finally {
        parallel -= 1;
      }
    },
    control: (body) => state.control(body),
  };
};
