import { LineCounter, parseDocument } from 'yaml';
import type { ErrorCode } from 'yaml';
import type { ConfigError } from './path.ts';

export type YamlResult = { ok: true; value: unknown } | { ok: false; errors: ConfigError[] };

const explanations: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'ссылка (*) на неизвестный якорь (&)',
  BAD_INDENT: 'неверный отступ',
  BAD_SCALAR_START: 'значение начинается с недопустимого знака: возьмите его в кавычки',
  BLOCK_AS_IMPLICIT_KEY: 'две пары «имя: значение» в одной строке: значение с двоеточием возьмите в кавычки',
  DUPLICATE_KEY: 'параметр указан дважды',
  MISSING_CHAR: 'не хватает закрывающей кавычки, скобки или разделителя',
  MULTILINE_IMPLICIT_KEY: 'имя параметра занимает несколько строк: не хватает двоеточия или кавычки',
  MULTIPLE_DOCS: 'в файле несколько документов (---), нужен один',
  TAB_AS_INDENT: 'отступ сделан табуляцией, нужны пробелы',
  UNEXPECTED_TOKEN: 'лишний знак: значение со знаками :{}[],&*#?|-<>=!%@` возьмите в кавычки',
};

/**
 * YAML 1.2 text to plain values. Errors carry line and column and never the text itself: the parser's own messages quote the
 * source, and the source may hold a password.
 */
export const parseYaml = (text: string): YamlResult => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  if (document.errors.length > 0) {
    return {
      ok: false,
      errors: document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return {
          path: `строка ${line}, столбец ${col}`,
          message: `ошибка YAML: ${explanations[error.code] ?? error.code}`,
        };
      }),
    };
  }
  try {
    return { ok: true, value: document.toJS() as unknown };
  } catch {
    return {
      ok: false,
      errors: [{ path: '', message: 'ошибка YAML: неразрешимая ссылка (*) на якорь (&)' }],
    };
  }
};
