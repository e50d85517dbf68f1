import type { Hazard, MigrationStep } from './step.ts'

/** What a statement may do, told by its words in capitals with all quoted text emptied. Every rule that fits counts. */
export interface StatementRule {
  readonly when: RegExp
  readonly unless?: RegExp
  readonly hazards?: readonly Hazard[]
  readonly transaction?: MigrationStep['transaction']
}

const gone = (why: string): Hazard => ({ kind: 'cannot be undone', why })
const deletes = (why: string): Hazard => ({ kind: 'deletes data', why })
const changes = (why: string): Hazard => ({ kind: 'may change data', why })
const untracked = (why: string): Hazard => ({ kind: 'depends on what is not tracked', why })

/** What stands in the body of a routine or a trigger runs later, if ever. */
const routine = /^CREATE (OR REPLACE )?(TEMP |TEMPORARY |CONSTRAINT )?(FUNCTION|PROCEDURE|TRIGGER|RULE|EVENT TRIGGER)\b/

export const classifyRules: readonly StatementRule[] = [
  // Data
  { when: /^TRUNCATE\b/, hazards: [deletes('It empties tables.')] },
  { when: /\bDELETE FROM\b|\bTHEN DELETE\b/, unless: routine, hazards: [deletes('It deletes rows.')] },
  {
    when: /(^|\bAS( NOT)?( MATERIALIZED)? ?\( ?|\) ?)UPDATE\b/,
    unless: routine,
    hazards: [changes('It changes rows.')],
  },
  { when: /^(WITH\b.*)?MERGE INTO\b/, hazards: [changes('It changes rows.')] },
  {
    when: /\bON CONFLICT\b.*\bDO UPDATE\b|^REPLACE\b|\bINSERT OR REPLACE\b/,
    unless: routine,
    hazards: [changes('It changes rows that are there.')],
  },
  { when: /^INSERT\b/ },
  { when: /^WITH\b.*\bINSERT INTO\b/ },
  { when: /^COPY\b/, hazards: [untracked('It reads or writes what is outside of the database.')] },

  // What is dropped
  { when: /^DROP (FOREIGN )?TABLE\b/, hazards: [deletes('Its rows go with it.')] },
  { when: /^DROP (SCHEMA|DATABASE|OWNED|EXTENSION)\b/, hazards: [deletes('What is in it goes with it.')] },
  { when: /^DROP SEQUENCE\b/, hazards: [deletes('It forgets how far it has counted.')] },
  { when: /^DROP\b/, hazards: [gone('The file does not hold what it would take to make it again.')] },
  {
    when: /^DROP (POLICY|TRIGGER|RULE)\b/,
    hazards: [{ kind: 'drops what protects data', why: 'Rows are no longer checked by it.' }],
  },
  {
    when: /^ALTER (FOREIGN )?TABLE\b.*\bDROP (COLUMN\b|(?!CONSTRAINT|DEFAULT|NOT NULL|IDENTITY|EXPRESSION)(IF EXISTS )?[\w"])/,
    unless:
      /^ALTER (FOREIGN )?TABLE\b.*\bALTER (COLUMN )?\S+ DROP (DEFAULT|NOT NULL|IDENTITY|EXPRESSION)\b(?!.*\bDROP COLUMN)/,
    hazards: [deletes('What the column holds goes with it.')],
  },
  { when: /^ALTER TYPE\b.*\bDROP (ATTRIBUTE|VALUE)\b/, hazards: [deletes('What was stored there goes with it.')] },
  {
    when: /^ALTER\b.*\bDROP (CONSTRAINT|NOT NULL)\b/,
    hazards: [{ kind: 'drops what protects data', why: 'Rows are no longer checked by it.' }],
  },
  {
    when: /^ALTER\b.*\bDROP CONSTRAINT\b.*\bCASCADE\b/,
    hazards: [gone('It drops what depends on the constraint too.')],
  },

  // Types of columns
  {
    when: /^ALTER (FOREIGN )?TABLE\b.*\b(SET DATA )?TYPE\b/,
    hazards: [
      changes('Values of the column become values of another type.'),
      { kind: 'rewrites table', why: 'Every row may be written anew.' },
    ],
  },
  {
    when: /^ALTER TYPE\b.*\b(ALTER ATTRIBUTE|SET DATA TYPE)\b/,
    hazards: [changes('Values become values of another type.')],
  },
  {
    when: /^ALTER TYPE\b.*\bADD VALUE\b/,
    hazards: [gone('A value of an enum cannot be taken away.')],
    transaction: 'own',
  },

  // What looks at rows, or keeps others waiting
  {
    when: /^ALTER TABLE\b.*\b(SET NOT NULL|ADD (CONSTRAINT|CHECK|UNIQUE|PRIMARY KEY|FOREIGN KEY|EXCLUDE))\b/,
    unless: /\bNOT VALID\b/,
    hazards: [
      { kind: 'scans table', why: 'Every row is checked.' },
      { kind: 'may fail on data', why: 'Rows that are there may break it.' },
    ],
  },
  {
    when: /\bVALIDATE CONSTRAINT\b/,
    hazards: [
      { kind: 'scans table', why: 'Every row is checked.' },
      { kind: 'may fail on data', why: 'Rows that are there may break it.' },
    ],
  },
  { when: /^CREATE (UNIQUE )?INDEX\b/, hazards: [{ kind: 'builds index', why: 'Every row is read.' }] },
  {
    when: /^CREATE (UNIQUE )?INDEX\b/,
    unless: /\bCONCURRENTLY\b/,
    hazards: [{ kind: 'blocks writes', why: 'Nobody can write to the table meanwhile.' }],
  },
  {
    when: /^CREATE UNIQUE INDEX\b/,
    hazards: [{ kind: 'may fail on data', why: 'Rows that are there may not be unique.' }],
  },
  {
    when: /^(CLUSTER|VACUUM FULL|ALTER TABLE\b.*\bSET (LOGGED|UNLOGGED|TABLESPACE|ACCESS METHOD))\b/,
    hazards: [
      { kind: 'rewrites table', why: 'Every row is written anew.' },
      { kind: 'blocks reads', why: 'Nobody can read the table meanwhile.' },
    ],
  },
  { when: /^REINDEX\b/, hazards: [{ kind: 'builds index', why: 'Every row is read.' }] },
  {
    when: /^REFRESH MATERIALIZED VIEW\b/,
    hazards: [{ kind: 'blocks reads', why: 'Nobody can read it meanwhile, unless it is refreshed concurrently.' }],
  },

  // Who may do what
  {
    when: /^(GRANT|REVOKE|ALTER DEFAULT PRIVILEGES|REASSIGN OWNED)\b|\bOWNER TO\b|\b(ENABLE|DISABLE|FORCE) ROW LEVEL SECURITY\b/,
    hazards: [{ kind: 'changes access', why: 'Others may see or do more or less than before.' }],
  },
  {
    when: /^(CREATE|ALTER) POLICY\b/,
    hazards: [{ kind: 'changes access', why: 'Others may see or do more or less than before.' }],
  },
  {
    when: /^(CREATE|ALTER) (ROLE|USER|GROUP)\b/,
    hazards: [{ kind: 'changes access', why: 'It is about the whole server.' }],
  },

  // What can't be seen from outside
  { when: /^DO\b/, hazards: [untracked('What a DO block does is not known before it has run.')] },
  {
    when: /^(CALL|EXECUTE|SELECT|VALUES|TABLE|WITH)\b/,
    hazards: [untracked('It may call functions that change anything.')],
  },
  {
    when: /^CREATE (TEMP |TEMPORARY |UNLOGGED )?TABLE\b.*\bAS (SELECT|WITH|EXECUTE|TABLE|VALUES)\b/,
    hazards: [untracked('It may call functions that change anything.')],
  },
  {
    when: /^PRAGMA (?!FOREIGN_KEY|TABLE_|INDEX_|INTEGRITY_CHECK|QUICK_CHECK)/,
    hazards: [untracked('It changes how SQLite works.')],
    transaction: 'none',
  },
  { when: /^PRAGMA\b/, transaction: 'none' },

  // Outside of transactions
  {
    when: /^(CREATE|DROP|REINDEX)\b.*\bCONCURRENTLY\b|^ALTER TABLE\b.*\bDETACH PARTITION\b.*\bCONCURRENTLY\b/,
    transaction: 'none',
  },
  {
    when: /^(VACUUM|(CREATE|DROP|ALTER) (DATABASE|TABLESPACE)|(CREATE|DROP) SUBSCRIPTION|ALTER SYSTEM|ATTACH|DETACH|REINDEX (DATABASE|SYSTEM|SCHEMA))\b/,
    transaction: 'none',
  },

  // What is known and does nothing of the above by itself
  {
    when: /^(CREATE|ALTER|COMMENT|SET|RESET|SHOW|LOCK|ANALYZE|SECURITY LABEL|NOTIFY|LISTEN|UNLISTEN|DISCARD|CHECKPOINT|EXPLAIN|IMPORT FOREIGN SCHEMA|SAVEPOINT|RELEASE)\b/,
  },
]
