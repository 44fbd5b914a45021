import type { Params, Refusal, RpcRequest } from './comagic.simulator-request.ts';

interface Parameter {
  isRequired: boolean;
  type: 'string' | 'number' | 'boolean' | 'object';
  /** Formats and ranges, for a value of the right type. */
  isValid?: (value: never) => boolean;
}

const phone = (value: string): boolean => /^[1-9]\d{9,14}$/.test(value);
/** A SIP line is allowed where a telephone is; an internal short number is not. */
const phoneOrSip = (value: string): boolean => phone(value) || /^\d{5,9}$/.test(value);
const oneOf =
  (...values: string[]) =>
  (value: string): boolean =>
    values.includes(value);
const moment = (value: string): boolean => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value);
const isMessage = (value: Params): boolean =>
  (value['type'] === 'tts' || value['type'] === 'media') &&
  typeof value['value'] === 'string' &&
  value['value'] !== '';

const must = (type: Parameter['type'], isValid?: (value: never) => boolean): Parameter => ({
  isRequired: true,
  type,
  ...(isValid === undefined ? {} : { isValid }),
});
const may = (type: Parameter['type'], isValid?: (value: never) => boolean): Parameter => ({
  ...must(type, isValid),
  isRequired: false,
});

const startParameters = {
  virtual_phone_number: must('string', phone),
  external_id: may('string'),
  direction: may('string', oneOf('in', 'out')),
  contact: must('string', phoneOrSip),
};

/** Parameters of each method as documented; one that isn't here is unexpected. */
const methods: Readonly<Record<string, Readonly<Record<string, Parameter>>>> = {
  'login.user': { login: must('string'), password: must('string') },
  'start.informer_call': {
    ...startParameters,
    dialing_timeout: may('number', (value: number) => value > 0 && value <= 120),
    contact_message: must('object', isMessage),
  },
  'start.scenario_call': {
    ...startParameters,
    first_call: must('string', oneOf('contact', 'employee')),
    scenario_id: must('number', Number.isSafeInteger),
    contact_message: may('object', isMessage),
  },
  'start.simple_call': {
    ...startParameters,
    first_call: must('string', oneOf('contact', 'operator')),
    operator: must('string', phone),
    contact_message: may('object', isMessage),
  },
  'release.call': { call_session_id: must('number') },
  'get.calls_report': {
    date_from: must('string', moment),
    date_till: must('string', moment),
    filter: may('object', (value: Params) => isFilter(value)),
    fields: may(
      'object',
      (value: unknown) => Array.isArray(value) && value.every((field) => fields.has(String(field))),
    ),
    sort: may(
      'object',
      (value: unknown) => Array.isArray(value) && value.every((order) => isSort(order as Params)),
    ),
    limit: may('number', (value: number) => Number.isSafeInteger(value) && value > 0 && value <= 10_000),
    offset: may('number', (value: number) => Number.isSafeInteger(value) && value >= 0 && value <= 100_000),
    include_ongoing_calls: may('boolean'),
  },
  'set.tag_sales': {
    user_id: may('number'),
    communication_id: must('number'),
    communication_type: must('string', oneOf('call', 'chat', 'goal', 'offline_message')),
    date_time: must('string', moment),
    transaction_value: must('number', (value: number) => value >= 0),
    comment: may('string', (value: string) => value.length <= 255),
  },
};

const fields: ReadonlySet<string> = new Set(
  `id start_time finish_time finish_reason direction source is_lost contact_phone_number virtual_phone_number communication_id
  communication_type wait_duration total_wait_duration talk_duration clean_talk_duration total_duration postprocess_duration
  call_records wav_call_records full_record_file_link voice_mail_records call_api_external_id call_api_request_id ext_id employees
  operator_phone_number tags scenario_id scenario_name sale_date sale_cost`.split(/\s+/),
);

const filterable: ReadonlySet<string> = new Set([
  'id',
  'call_api_external_id',
  'contact_phone_number',
  'direction',
]);

const isFilter = (filter: Params): boolean =>
  filterable.has(String(filter['field'])) && filter['operator'] === '=' && filter['value'] !== undefined;

const isSort = (order: Params): boolean =>
  order['field'] === 'start_time' && (order['order'] === 'asc' || order['order'] === 'desc');

/** What CoMagic would say of the parameters; null when they are right. */
export const problemOfParams = ({ method, params }: RpcRequest): Refusal | null => {
  const known = methods[method] ?? {};
  const unexpected = Object.keys(params).find((name) => name !== 'access_token' && !(name in known));
  if (unexpected !== undefined) return refusal('unexpected_parameters', unexpected);
  for (const [name, parameter] of Object.entries(known)) {
    const problem = problemOf(parameter, params[name]);
    if (problem !== null) return refusal(problem, name);
  }
  return intervalProblem(params);
};

const refusal = (mnemonic: string, field: string): Refusal => ({ code: -32602, mnemonic, field });

const problemOf = ({ isRequired, type, isValid }: Parameter, value: unknown): string | null => {
  if (value === undefined) return isRequired ? 'required_parameter_missed' : null;
  if (value === null || typeof value !== type) return 'data_type_error';
  return isValid === undefined || isValid(value as never) ? null : 'invalid_parameter_value';
};

/** Three months at most. */
const intervalProblem = ({ date_from: from, date_till: till }: Params): Refusal | null => {
  if (typeof from !== 'string' || typeof till !== 'string') return null;
  const days = (Date.parse(`${till}Z`) - Date.parse(`${from}Z`)) / 86_400_000;
  if (days < 0) return refusal('invalid_parameter_value', 'date_till');
  return days > 92 ? refusal('date_interval_limit_reached', 'date_from') : null;
};
