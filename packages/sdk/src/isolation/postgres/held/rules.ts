/** What a statement means where everything is one transaction that is held open. */
export type Meaning =
  /** Runs as it is. */
  | 'plain'
  | 'begin'
  | 'commit'
  | 'commit and chain'
  | 'rollback'
  | 'rollback and chain'
  /** Is refused outside of a transaction, with `named` in the message. */
  | 'inside'

/** always; or only where no transaction of the test's own is open. */
export type When = 'always' | 'outside'

/** By how a statement begins: its first words in lower case, names in quotes as ", strings as '. The first that fits counts. */
export interface BeginningRule {
  readonly begins: RegExp
  readonly meaning?: Meaning
  readonly named?: string
  /** What a savepoint would falsify, as the end of "the test moves to a clone because …". */
  readonly moves?: string
  readonly when?: When
  /** Changes what the connection is for later statements; another connection must not see it. */
  readonly session?: true
  /**
   * Only reads, of one moment. While nobody else is at work every transaction does, so for our own reading of schemas it
   * needs no clone; what the user's code begins so may ask what it has begun.
   */
  readonly snapshot?: true
}

export const beginnings: readonly BeginningRule[] = [
  // Transactions.
  {
    begins: /^begin isolation level repeatable read read only$/,
    meaning: 'begin',
    named: 'BEGIN',
    snapshot: true,
    moves: 'it begins a transaction with an isolation level or a mode of its own',
  },
  {
    begins: /^(begin|start transaction)\b.*\b(repeatable read|serializable|read uncommitted|read only|deferrable)\b/,
    moves: 'it begins a transaction with an isolation level or a mode of its own',
  },
  { begins: /^begin\b/, meaning: 'begin', named: 'BEGIN' },
  { begins: /^start transaction\b/, meaning: 'begin', named: 'START' },
  { begins: /^(commit|rollback) prepared\b/, moves: 'it ends a prepared transaction' },
  { begins: /^prepare transaction\b/, moves: 'it prepares a transaction for a second phase' },
  { begins: /^(commit|end)\b.*\band chain\b/, meaning: 'commit and chain', named: 'COMMIT AND CHAIN' },
  { begins: /^(commit|end)\b/, meaning: 'commit' },
  { begins: /^rollback( work| transaction)? to\b/, meaning: 'inside', named: 'ROLLBACK TO SAVEPOINT' },
  { begins: /^(rollback|abort)\b.*\band chain\b/, meaning: 'rollback and chain', named: 'ROLLBACK AND CHAIN' },
  { begins: /^(rollback|abort)\b/, meaning: 'rollback' },
  { begins: /^savepoint\b/, meaning: 'inside', named: 'SAVEPOINT' },
  { begins: /^release\b/, meaning: 'inside', named: 'RELEASE SAVEPOINT' },
  { begins: /^lock\b/, meaning: 'inside', named: 'LOCK TABLE' },
  {
    begins:
      /^set (local |session )?(transaction|default_transaction_\w+|transaction_\w+)\b|^set session characteristics\b/,
    moves: 'it sets an isolation level or a mode of transactions',
  },
  { begins: /^set constraints\b/, when: 'outside', moves: 'it sets constraints outside of a transaction' },
  { begins: /^set local\b/, moves: 'a SET LOCAL ends with its transaction, which a savepoint does not do' },

  // What one connection has and another has not.
  { begins: /^(listen|unlisten|notify)\b/, moves: 'it listens or notifies, which only a real COMMIT delivers' },
  { begins: /^discard\b/, moves: 'it discards what the connection holds' },
  { begins: /^(set|reset|load|prepare|deallocate)\b/, session: true },
  { begins: /^create ((global|local) )?temp(orary)?\b/, session: true },

  // What refuses to run in a transaction.
  { begins: /^vacuum\b/, when: 'outside', moves: 'VACUUM cannot run inside a transaction' },
  {
    begins: /^(create|drop|reindex|alter) .*\bconcurrently\b/,
    when: 'outside',
    moves: 'what is done CONCURRENTLY cannot run inside a transaction',
  },
  {
    begins: /^(create|drop|alter) (database|tablespace|subscription)\b|^alter system\b/,
    when: 'outside',
    moves: 'databases, tablespaces, subscriptions and settings of the server are not changed inside a transaction',
  },
  {
    begins: /^reindex( \(.*\))? (database|system|schema)\b|^cluster( verbose)?$/,
    when: 'outside',
    moves: 'what is done to a whole database cannot run inside a transaction',
  },
  { begins: /^call\b/, when: 'outside', moves: 'it calls a procedure, which may commit' },
  { begins: /^declare\b/, meaning: 'inside', named: 'DECLARE CURSOR' },
]

/** By what stands anywhere in a statement; a string that reads alike costs a clone, and no wrong answer. */
export interface MentionRule {
  readonly mentions: RegExp
  /** Only where the statement begins so. */
  readonly begins?: RegExp
  readonly moves?: string
  readonly when?: When
  readonly session?: true
  /** Moves a sequence, so that it must be done again even where nothing was written. */
  readonly counts?: true
}

export const mentions: readonly MentionRule[] = [
  { mentions: /\b(nextval|setval)\s*\(/i, counts: true },
  { mentions: /\bpg_notify\s*\(/i, moves: 'it notifies, which only a real COMMIT delivers' },
  { mentions: /\bset_config\s*\([^()]*,\s*false\s*\)/i, session: true },
  {
    mentions: /\bset_config\s*\((?![^()]*,\s*false\s*\))/i,
    moves: 'a setting that is local to a transaction ends with it, which a savepoint does not do',
  },
  { mentions: /\bpg_(try_)?advisory_lock(_shared)?\s*\(/i, session: true },
  {
    mentions:
      /\b(txid_current\w*|txid_status|pg_current_xact_id\w*|pg_current_snapshot|pg_xact_status|pg_export_snapshot)\s*\(/i,
    moves: 'it looks at the number of its transaction',
  },
  {
    mentions:
      /\b(pg_backend_pid|pg_terminate_backend|pg_cancel_backend|pg_blocking_pids)\s*\(|\bpg_(stat_activity|locks|prepared_xacts|cursors)\b/i,
    moves: 'it looks at connections or their locks',
  },
  { mentions: /\bdblink\w*\s*\(/i, moves: 'it opens a connection of its own' },
  {
    mentions: /\bon\s+commit\s+(delete|drop)\b/i,
    begins: /^create\b/,
    moves: 'a temporary table waits for a real COMMIT',
  },
  { mentions: /\bwith\s+hold\b/i, begins: /^declare\b/, moves: 'a cursor WITH HOLD outlives its transaction' },
  {
    mentions: /\b(commit|rollback)\b/i,
    begins: /^do\b/,
    when: 'outside',
    moves: 'its block ends transactions',
  },
]

/** Errors that only a transaction around everything can bring; their statement runs again on a clone. */
export const netted: ReadonlyMap<string, { readonly when: When; readonly moves: string }> = new Map([
  ['25001', { when: 'outside', moves: 'the statement cannot run inside a transaction' }],
  ['2D000', { when: 'outside', moves: 'its code ends transactions' }],
  ['55P04', { when: 'always', moves: 'a new value of an enum is used, which needs a real COMMIT first' }],
  ['55006', { when: 'outside', moves: 'the object is in use by the transaction that is held' }],
])
