/** Everything here is made up; shapes as in the vendor's documentation and in recorded replies. */

interface SimulatedLine {
  line_id: string;
  name: string;
  allow_bot: boolean;
  hook_bot?: string;
}

const clinic = '10000000-0000-4000-8000-000000000001';
const payments = '10000000-0000-4000-8000-000000000002';
const anna = '20000000-0000-4000-8000-000000000001';
const boris = '20000000-0000-4000-8000-000000000002';
const vera = '20000000-0000-4000-8000-000000000003';
const galina = '30000000-0000-4000-8000-000000000001';
const denis = '30000000-0000-4000-8000-000000000002';

/** The first has a bot's hook, the second none. */
export const lines: readonly SimulatedLine[] = [
  { line_id: clinic, name: 'Регистратура', allow_bot: true, hook_bot: 'https://bot.example/hook' },
  { line_id: payments, name: 'Оплаты', allow_bot: true },
];

export const users = [
  {
    user_id: anna,
    name: 'Анна',
    surname: 'Тестова',
    patronymic: 'Ивановна',
    avatar_url: '',
    post: '',
    phone: '+7 (900) 000-00-01',
    email: 'anna@example.com',
  },
  {
    user_id: boris,
    name: 'Борис',
    surname: '',
    patronymic: '',
    avatar_url: '',
    post: '',
    phone: '89000000002',
    email: '',
  },
  {
    user_id: vera,
    name: 'Вера',
    surname: 'Пробная',
    patronymic: '',
    avatar_url: '',
    post: '',
    phone: '',
    email: '',
  },
];

/** Boris's for the second line has ended. */
export const subscriptions = [
  { user_id: anna, line_id: clinic, subscription_set: '2024-01-10T00:00:00Z', subscription_expire_at: null },
  {
    user_id: vera,
    line_id: clinic,
    subscription_set: '2024-01-10T00:00:00Z',
    subscription_expire_at: '2099-01-01T00:00:00Z',
  },
  {
    user_id: anna,
    line_id: payments,
    subscription_set: '2024-01-10T00:00:00Z',
    subscription_expire_at: null,
  },
  {
    user_id: boris,
    line_id: payments,
    subscription_set: '2024-01-10T00:00:00Z',
    subscription_expire_at: '2024-02-01T00:00:00Z',
  },
];

export const specialists = [
  {
    user_id: galina,
    name: 'Галина',
    surname: 'Первая',
    patronymic: 'Петровна',
    post: 'Администратор',
    phone: '',
    email: '',
  },
  { user_id: denis, name: 'Денис', surname: 'Второй', patronymic: '', post: '', phone: '', email: '' },
];

/** Who may be appointed now. */
export const available: readonly string[] = [galina];

export const treatments = [
  {
    treatment_id: '40000000-0000-4000-8000-000000000001',
    user_id: anna,
    line_id: clinic,
    initialized_at: '2024-02-21T03:20:26.760787Z',
    current_specialist: galina,
  },
  {
    treatment_id: '40000000-0000-4000-8000-000000000002',
    user_id: anna,
    line_id: payments,
    initialized_at: '2024-02-22T04:19:27.130265Z',
    current_specialist: null,
  },
];
