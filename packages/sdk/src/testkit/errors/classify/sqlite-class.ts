import type { ErrorClass } from '../error-class.ts'

const codes: Readonly<Record<string, ErrorClass>> = {
  SQLITE_AUTH: 'permission_denied',
  SQLITE_BUSY_SNAPSHOT: 'serialization_failure',
  SQLITE_CONSTRAINT_CHECK: 'check_violation',
  SQLITE_CONSTRAINT_COMMITHOOK: 'raised',
  SQLITE_CONSTRAINT_DATATYPE: 'invalid_value',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'foreign_key_child',
  SQLITE_CONSTRAINT_NOTNULL: 'not_null_violation',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'unique_violation',
  SQLITE_CONSTRAINT_ROWID: 'unique_violation',
  SQLITE_CONSTRAINT_TRIGGER: 'raised',
  SQLITE_CONSTRAINT_UNIQUE: 'unique_violation',
  SQLITE_FULL: 'out_of_resources',
  SQLITE_INTERRUPT: 'cancelled',
  SQLITE_LOCKED_SHAREDCACHE: 'lock_timeout',
  SQLITE_MISMATCH: 'invalid_value',
  SQLITE_NOMEM: 'out_of_resources',
  SQLITE_NOTADB: 'data_corrupted',
  SQLITE_PERM: 'permission_denied',
  SQLITE_PROTOCOL: 'lock_timeout',
  SQLITE_RANGE: 'syntax_error',
  SQLITE_TOOBIG: 'limit_exceeded',
}

/** By their first part, for extended codes that mean no more to a caller than it. */
const families: readonly (readonly [string, ErrorClass])[] = [
  ['SQLITE_BUSY', 'lock_timeout'],
  ['SQLITE_CANTOPEN', 'connection_refused'],
  ['SQLITE_CORRUPT', 'data_corrupted'],
  ['SQLITE_IOERR', 'connection_lost'],
  ['SQLITE_LOCKED', 'object_in_use'],
  ['SQLITE_READONLY', 'read_only'],
]

/** SQLite's own messages are in English alone, and for these it has no code of their own. In order: the first fits. */
const messages: readonly (readonly [RegExp, ErrorClass])[] = [
  [/^error in (view|trigger|index|table) /, 'dependent_objects'],
  [/^cannot drop (PRIMARY KEY|UNIQUE) column/, 'dependent_objects'],
  [
    /no such savepoint|no transaction is active|with?in a transaction|within transaction|inside a transaction|SQL statements in progress/,
    'transaction_state',
  ],
  [/^no such |^unknown database |has no column named /, 'undefined_object'],
  [/already exists|^there is already (a|an|another) |^duplicate column name|is already in use$/, 'duplicate_object'],
  [/^cannot (INSERT into|UPDATE) generated column/, 'generated_column'],
  [/ may not be modified$/, 'permission_denied'],
  [
    /because it is a view$|^views may not be indexed|^virtual tables may not be |^Cannot add a .* column$/,
    'unsupported',
  ],
  [/^integer overflow|malformed JSON|JSON path error|^bad JSON path/, 'invalid_value'],
  [
    /^too many |too large|too big|too complex|^at most \d+ tables|^Expression tree|parser stack overflow/,
    'limit_exceeded',
  ],
  [
    /syntax error$|^incomplete input|^unrecognized token|^ambiguous column|^wrong number of arguments|^misuse of |values for \d+ columns|columns but \d+ values|^foreign key mismatch|^row value misused|^sub-select returns|^SELECTs to the left and right/,
    'syntax_error',
  ],
]

/**
 * A RESTRICT is carried out by a trigger of SQLite's own, which fails with that code and this text.
 * https://www.sqlite.org/foreignkeys.html
 */
const restrict = 'FOREIGN KEY constraint failed'

export function classOfSqlite(code: string, message: string): ErrorClass {
  if (code === 'SQLITE_CONSTRAINT_TRIGGER' && message === restrict) return 'foreign_key_parent'
  const exact = codes[code] ?? families.find(([family]) => code === family || code.startsWith(`${family}_`))?.[1]
  if (exact !== undefined) return exact
  if (code !== 'SQLITE_ERROR') return 'unknown'
  return messages.find(([text]) => text.test(message))?.[1] ?? 'unknown'
}
