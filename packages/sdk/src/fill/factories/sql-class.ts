/** SQLite says the same in codes of its own. */
const ofSqlite: Readonly<Record<string, string>> = {
  SQLITE_CONSTRAINT_UNIQUE: '23505',
  SQLITE_CONSTRAINT_PRIMARYKEY: '23505',
  SQLITE_CONSTRAINT_ROWID: '23505',
  SQLITE_CONSTRAINT_NOTNULL: '23502',
  SQLITE_CONSTRAINT_FOREIGNKEY: '23503',
  SQLITE_CONSTRAINT_TRIGGER: '23001',
  SQLITE_CONSTRAINT_CHECK: '23514',
  SQLITE_CONSTRAINT_DATATYPE: '22000',
  SQLITE_MISMATCH: '22000',
  SQLITE_TOOBIG: '54000',
}

const classes: Readonly<Record<string, string>> = {
  '22': 'data exception',
  '23': 'integrity constraint violation',
  '25': 'invalid transaction state',
  '40': 'transaction rollback',
  '42': 'syntax error or access rule violation',
  '44': 'with check option violation',
  '53': 'insufficient resources',
  '54': 'program limit exceeded',
  P0: 'error raised by a function',
}

/** The SQLSTATE of a database's error, and the class that its first two characters stand for. */
export function sqlClass(details: Readonly<Record<string, unknown>>): { sqlstate: string; class: string } | undefined {
  const { sqlstate, sqliteCode } = details
  const state =
    typeof sqlstate === 'string' ? sqlstate : typeof sqliteCode === 'string' ? ofSqlite[sqliteCode] : undefined
  return state === undefined ? undefined : { sqlstate: state, class: classes[state.slice(0, 2)] ?? 'other' }
}
