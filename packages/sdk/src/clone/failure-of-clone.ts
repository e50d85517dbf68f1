import { codeOf, messageOf, UnderstudyError } from '../errors.ts'

const full = 'Make room on the disk of the target, then go on with --resume; or clone a subset.'

/** By what a server or a disk says, whatever was being done then. */
const hints: Readonly<Record<string, string>> = {
  '53100': full,
  SQLITE_FULL: full,
  ENOSPC: 'Make room on the disk that Understudy keeps its state on, or name another one in UNDERSTUDY_STATE.',
  '22021':
    'The source holds text that is not UTF-8, which a database in SQL_ASCII never checks: correct it there, then begin anew.',
  '22P05': 'The target has an encoding that cannot hold that character: make it in UTF8, or mask the column otherwise.',
}

/** What ended a clone, as one error with what to do about it. */
export function failureOfClone(thrown: unknown, about: { readonly clone: string; readonly stands: string }): unknown {
  const error = thrown instanceof UnderstudyError ? thrown : ofTheSystem(thrown)
  if (!error) return thrown
  const { sqlstate, sqliteCode, system } = error.details
  const hint = hints[String(sqlstate ?? sqliteCode ?? system)] ?? error.hint
  return new UnderstudyError(error.code, {
    operation: error.operation,
    message: error.message,
    ...(error.code === 'CANCELLED' ? {} : { hint }),
    ...(error.at === undefined ? {} : { at: error.at }),
    details: { ...error.details, ...about },
    cause: thrown,
  })
}

/** What the system says of a file; everything else that is no error of ours is a fault of ours. */
function ofTheSystem(thrown: unknown): UnderstudyError | undefined {
  const system = codeOf(thrown)
  if (system === undefined || !(thrown instanceof Error) || !('syscall' in thrown)) return undefined
  return new UnderstudyError('WRITE_FAILED', {
    operation: 'keep track of the clone',
    message: messageOf(thrown),
    details: { system },
  })
}
