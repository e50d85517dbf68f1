import { UnderstudyError } from '../../errors.ts'

/** @param what is wrong with it; never the value itself */
export function uncastable(table: string, column: string, what: string): UnderstudyError {
  return new UnderstudyError('TYPE_UNCASTABLE', {
    operation: `copy ${table}`,
    message: `${table}.${column} holds ${what}.`,
    details: { table, column },
  })
}
