/** What a statement may call and read: what the server says of its functions, operators and views. Names in lower case where SQL writes them so. */
export interface CallRules {
  /** Built-in functions that may do more than answer. */
  readonly refusedBuiltIns: ReadonlySet<string>
  /** Functions that are neither built in nor of an extension that is known to answer only. */
  readonly ownFunctions: ReadonlySet<string>
  /** Of these, what is called without parentheses as well, as row.name. */
  readonly ownOfRows: ReadonlySet<string>
  /** Operators of the same, less those that every type may have, such as =. */
  readonly ownOperators: ReadonlySet<string>
  /** Views by name, with the text of each that has it. */
  readonly views: ReadonlyMap<string, readonly string[]>
}

/** Volatile, and yet they only answer: numbers, sizes and clocks. */
export const harmlessVolatile: ReadonlySet<string> = new Set([
  'clock_timestamp',
  'timeofday',
  'random',
  'random_normal',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'pg_relation_size',
  'pg_table_size',
  'pg_indexes_size',
  'pg_total_relation_size',
  'pg_database_size',
  'pg_tablespace_size',
  'pg_sequence_last_value',
  'pg_get_sequence_data',
  'pg_is_in_recovery',
  'pg_control_system',
  'pg_column_size',
])

/** The same rules where the bytes of large objects may be read. */
export function readingLargeObjects(rules: CallRules): CallRules {
  return { ...rules, refusedBuiltIns: new Set([...rules.refusedBuiltIns].filter((name) => name !== 'lo_get')) }
}

/** Extensions whose functions answer and do nothing else, where they are not volatile. */
export const harmlessExtensions: readonly string[] = [
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'ltree',
  'pg_trgm',
  'pgcrypto',
  'postgis',
  'seg',
  'unaccent',
  'uuid-ossp',
  'vector',
]
