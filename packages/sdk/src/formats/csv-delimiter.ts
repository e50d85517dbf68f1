import { UnderstudyError } from '../errors.ts'

/** A delimiter is one ASCII character that is no part of a number, a date or anything else that is written unquoted. */
export function checkedDelimiter(operation: string, delimiter = ','): string {
  if (/^[^\w"\r\n\0+\-.:\\ \u0080-\uffff]$/.test(delimiter)) return delimiter
  throw new UnderstudyError('FORMAT_UNSUPPORTED', {
    operation,
    message: 'This cannot stand between fields: numbers, dates or quoting need it for themselves.',
    hint: 'Use a comma, a semicolon, a tab or a vertical bar.',
  })
}
