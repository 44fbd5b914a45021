import type { OnecFault, OnecMode } from './onec.settings.ts';

const iisPage = (title: string): string =>
  `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\r\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

const loginPage =
  '<!DOCTYPE html>\r\n<html><head><title>1С:Предприятие</title></head><body><form id="auth">Пользователь</form></body></html>';

const html = 'text/html; charset=utf-8';
const plain = 'text/plain; charset=utf-8';

export interface CannedReply {
  status: number;
  contentType: string;
  body: string;
}

/**
 * What a mode does. `keeps`: which events of the batch 1C writes down (`partial` = every second one; its results name
 * only those). `answer`: `silence` = never, `cut` = drops the connection, `reply` = `canned` or else the results.
 */
export interface Behaviour {
  keeps: 'all' | 'partial' | 'none';
  answer: 'reply' | 'silence' | 'cut';
  canned?: CannedReply;
}

const canned = (status: number, contentType: string, body: string): Behaviour => ({
  keeps: 'none',
  answer: 'reply',
  canned: { status, contentType, body },
});

const proper: Behaviour = { keeps: 'all', answer: 'reply' };

export const behaviours: Record<OnecMode, Behaviour> = {
  ok: proper,
  slow: proper,
  rejected: proper,
  retry: proper,
  unauthorized: canned(401, html, iisPage('401 - Unauthorized')),
  not_found: canned(404, html, iisPage('404 - File or directory not found.')),
  gone: canned(410, plain, 'Публикация удалена'),
  session_required: canned(
    400,
    plain,
    'Не указан заголовок управления сеансами или куки с идентификатором сеанса (IBSession, ibsession)',
  ),
  server_error: canned(500, plain, '{ОбщийМодуль.прз_ОбработкаИсходов.Модуль(57)}: Деление на 0'),
  no_licence: canned(
    500,
    plain,
    'Не обнаружена лицензия для использования программы! Недостаточно лицензий: превышено максимальное количество пользователей',
  ),
  unavailable: canned(503, plain, 'Начало сеанса запрещено. Обновление базы'),
  too_many: canned(429, plain, 'Слишком много запросов'),
  login_page: canned(200, html, loginPage),
  empty: { ...canned(200, plain, ''), keeps: 'all' },
  text: { ...canned(200, plain, 'Принято'), keeps: 'all' },
  missing_ids: { keeps: 'partial', answer: 'reply' },
  hang: { keeps: 'none', answer: 'silence' },
  hang_after: { keeps: 'all', answer: 'silence' },
  reply_lost: { keeps: 'all', answer: 'cut' },
  down: { keeps: 'none', answer: 'cut' },
};

/** `Retry-After` in seconds, where the mode has one. */
export const retryAfterOf = (fault: OnecFault): number | null =>
  fault.mode === 'unavailable' || fault.mode === 'too_many' ? (fault.retryAfterSeconds ?? 1) : null;
