/** Every code that may leave the SDK, with what a person can do. A code is a contract: it is never renamed or reused. */
export const errorCodes = {
  // schema: a document that describes data is wrong
  SCHEMA_INVALID: ['Correct the places that are listed; the list is complete.'],
  SCHEMA_UNREADABLE: ['Check that the file exists, is readable and holds valid JSON.'],
  EXPRESSION_INVALID: ['Correct the expression; docs/schema.md lists what the expression language knows.'],

  // generation
  KIND_UNKNOWN: ['Use one of the kinds in docs/kinds.md, or faker:module.method for anything that faker has.'],
  KIND_OPTIONS_INVALID: ['Correct the options of the kind; docs/kinds.md lists them.'],
  LOCALE_UNKNOWN: ['Use a locale of @faker-js/faker, such as en, de, fr, ja.'],
  COUNT_INVALID: ['Give a whole number of rows, 1 or more.'],
  CAPACITY_EXCEEDED: ['Ask for fewer rows, or widen the domain of the unique fields.'],
  CONSTRAINT_UNSATISFIED: ['Give the fields of the constraint kinds or ranges that can satisfy it.'],
  CYCLE_UNSATISFIABLE: ['Make one relationship of the cycle optional, or its constraint deferrable.'],
  PARTITION_INVALID: ['Give --partition I/N with 1 <= I <= N.'],
  CANCELLED: ['Start it again when you are ready; what stands is said above.'],

  // formats
  FORMAT_UNKNOWN: ['Use one of json, ndjson, csv, xml, sql, parquet.'],
  FORMAT_UNSUPPORTED: ['Choose a format that can hold this, or leave the option out.'],
  INPUT_MALFORMED: ['Correct the input at the place that is named.'],

  // databases
  DRIVER_MISSING: ['Install the driver that is named, in the project that uses it.'],
  URL_INVALID: ['Give a URL such as postgres://user@host:5432/name, sqlite:./file.db or pglite:./folder.'],
  CONNECTION_FAILED: ['Check that the server runs, and that host, port, user and database name are right.'],
  CONNECTION_LOST: ['Check the server, then start again; nothing of the open transaction was kept.'],
  CONNECTION_CLOSED: ['Open a new connection; this one was closed.'],
  QUERY_FAILED: ['Read the message of the database and correct the statement.'],
  CONSTRAINT_VIOLATED: ['Correct the row or the constraint that the database names.'],
  PERMISSION_DENIED: ['Grant the role the right that is named, or use another role.'],
  SQL_FILE_INVALID: ['Correct the file at the line that is named.'],
  CATALOG_UNSUPPORTED: ['Leave the object out by configuration, or describe its data there.'],
  COLUMN_UNFILLABLE: ['Describe the column in the configuration, or give it a default.'],
  MIGRATIONS_UNREADABLE: ['Name a folder of migrations that can be read.'],
  RENAME_INVALID: ['Name two objects of one kind, such as table public.old=public.new, as the comparison lists them.'],
  TABLE_UNKNOWN: ['Use the name of a table that the database has.'],

  // migrations
  MIGRATION_UNCONFIRMED: ['Review the steps that are listed, then confirm them.'],
  MIGRATION_STATE: ['Make the migration anew from the schema that the database has now.'],
  MIGRATION_BUSY: ['Wait until the other migration has ended, then look at what it did.'],
  MIGRATION_FAILED: ['Correct what the database names; what stands and what does not is said.'],
  MIGRATION_UNKNOWN: ['Give the path of a file, or the name that a migration was saved under.'],
  MIGRATION_EDITED: ['Review what was changed, then say that it is meant; or take the change back.'],

  // factories
  FACTORY_INVALID: ['Correct the definition of the factory.'],
  TRAIT_UNKNOWN: ['Use one of the traits that the factory declares.'],
  WRITER_MISSING: ['Connect the factory to a database before creating; build() needs none.'],
  LINT_FAILED: ['Correct the factories that are listed.'],

  // contexts of tests
  MODE_UNSUPPORTED: ['Use a mode that this manager knows: it is named above.'],
  TEST_CONFIG_INVALID: ['Correct the places that are listed; the list is complete.'],
  CONTEXT_SETUP_FAILED: ['Correct what is named, then set the context up again: what had begun was taken back.'],
  CONTEXT_CLOSED: ['Use a context only before its cleanup, and set up another one for the next test.'],
  CLEANUP_FAILED: ['Remove what is named, or run understudy sweep when this run is over.'],
  CLEANUP_TIMEOUT: [
    'Give cleanup.timeout more, or run understudy sweep when this run is over: the ledger still has it.',
  ],
  TEST_DATA_FAILED: ['Correct the test data that is named; nothing of it was kept.'],
  PRODUCTION_REFUSED: ['Give the URL of a database for tests; production is reached through its test data API alone.'],
  ISOLATION_UNSUPPORTED: ['Choose another isolation, or "auto"; docs/contexts.md lists what each needs.'],
  ISOLATION_BUSY: ['Close the connections that are named, or give the tests a database of their own.'],
  ISOLATION_FALSIFIED: ['Set isolation to "clone" for this test.'],
  LEAK_FOUND: ['Undo in the test what is named, or set leaks to "report".'],
  LEDGER_UNWRITABLE: [
    'Name a folder that can be written: UNDERSTUDY_LEDGER, or ledger in the configuration. Nothing was created.',
  ],
  LEDGER_UNREADABLE: ['Name the folder of a ledger that can be read.'],
  REPLAY_TOKEN_INVALID: ['Give the token as it was printed, in quotes.'],
  REPLAY_TOKEN_OUTDATED: ['Check out the revision that the token was printed at; the schema or the version differs.'],

  // test data in production
  TEST_API_DISABLED: ['Turn the flag of the test data API on in that environment, if tests may run there.'],
  TEST_API_UNAUTHORIZED: ['Check the secret, its id, and the clocks of both sides.'],
  TEST_API_REPLAYED: [
    'Send each request once; a retry of a creation carries the same idempotency key and a new signature.',
  ],
  TEST_API_UNREACHABLE: ['Check the base URL, the base path and the network.'],
  TEST_API_LIMITED: ['Wait as long as Retry-After says, or ask for less at once.'],
  TEST_API_FAILED: ['Look into the log of the application for the request id.'],
  TEST_ID_INVALID: ['Let the manager make the test id; it begins with the prefix that the API asks for.'],
  TEST_AGE_INVALID: ['Ask for a lifetime of 1 minute to 24 hours.'],
  TEST_OPERATION_UNKNOWN: ['Use one of the operations that are listed.'],
  ENTITY_INVALID: ['Correct the input at the places that are listed.'],
  CLEANUP_REFUSED: ['Only what this test id created can be removed by it; nothing was removed.'],
  BUDGET_EXCEEDED: ['Make fewer requests to production, or raise the budget on purpose.'],

  // a team's server
  TEAM_SERVER_UNREACHABLE: [
    'Check server.url, or UNDERSTUDY_SERVER_URL, and that the server runs: `understudy serve` starts one.',
  ],
  TEAM_SERVER_REFUSED: ['Correct what the server names.'],
  LEASE_LOST: ['Run the test again; give the lease more seconds where the test keeps its process busy for long.'],

  // files and the system
  FILE_EXISTS: ['Choose another path, or remove the file first.'],
  WRITE_FAILED: ['Check the path, its permissions and the free space of the disk.'],
  LISTEN_FAILED: ['Choose another port with --port, or stop what listens there.'],
  CONFIG_INVALID: ['Correct the configuration file at the place that is named.'],
  USAGE: ['See --help.'],
  INTERNAL: ['This is a defect: please report it with what you did.'],

  // masking
  MASKING_KEY_MISSING: [
    'Set UNDERSTUDY_KEY, or UNDERSTUDY_KEY_FILE to a file that holds it: 32 bytes in base64, as `openssl rand -base64 32` prints, or a passphrase of 16 characters or more.',
  ],
  MASKING_KEY_INVALID: ['Give 32 bytes in base64, or a passphrase of 16 characters or more.'],
  POLICY_INVALID: ['Correct the places of the policy that are listed; the list is complete.'],
  POLICY_INCOMPLETE: ['Add the lines that are printed to the policy, each with the decision that you mean.'],
  POLICY_MISMATCH: ['Make the policy anew with understudy scan, or correct the tables and columns that are named.'],
  TRANSFORM_UNKNOWN: ['Use one of the transforms in docs/transforms.md.'],
  TRANSFORM_UNFIT: [
    'Choose a transform that fits the column, as is said above; docs/transforms.md lists what each takes.',
  ],
  TRANSFORM_OUTDATED: [
    'Write these lines under "transforms" of the policy; where a version was another, docs/transforms.md says what changed.',
  ],
  MASKING_FAILED: ['Choose another transform for the column that is named, or another option of it.'],
  PRIVACY_UNMET: ['Generalize more, or suppress the rows that are too few.'],

  // production, and environments
  SOURCE_CAN_WRITE: [
    'Use a role that may only read; or, where that is not to be had, waive it: --waive source-can-write, which is recorded.',
  ],
  SOURCE_UNSUITED: ['Connect to the server itself, or to a pooler in session mode.'],
  WRITE_REFUSED: ['Nothing is written to a source; run this on another database.'],
  TARGET_REFUSED: ['Give the URL of a database that may be replaced.'],
  UNCONFIRMED: ['Review the plan, then confirm it: --confirm with the name of the target.'],
  PLAN_CHANGED: ['Look at the new plan, then confirm that one.'],
  ENVIRONMENT_INVALID: ['Correct what is named.'],
  ENVIRONMENT_UNKNOWN: ['Use a name that `understudy env list` shows, or add it with `understudy env add`.'],
  ENVIRONMENT_EXISTS: ['Choose another name, or remove the environment first.'],
  REGISTRY_UNREADABLE: ['Check the file of environments and its key.'],
  REGISTRY_UNWRITABLE: ['Check the permissions of the folder that is named.'],

  // clones
  CLONE_FAILED: ['Correct what is named, then go on with --resume; the target is as it was.'],
  CLONE_UNKNOWN: ['Use the id of a clone that was begun on this machine.'],
  CLONE_BUSY: ['Wait for the clone that is at work, or cancel it.'],
  VERIFICATION_FAILED: ['Look at what is listed, correct the policy, and clone again; the target is as it was.'],
  TARGET_IN_USE: ['Close the connections that are named, or give --disconnect to end them at the promotion.'],
  BACKUP_UNKNOWN: ['Use the id of a backup that is listed.'],
  SUBSET_INVALID: ['Correct the places of the subset that are listed.'],
  TEST_SUITES_INVALID: ['Correct the places of the file of test suites that are listed.'],
  TYPE_UNCASTABLE: ['Decide the column differently: the target cannot hold what the source has.'],

  // tests of databases
  POOL_EXHAUSTED: ['Close connections that are no longer needed, or give connectionPoolSize or poolTimeout more.'],
  STATEMENT_TIMEOUT: ['Make the statement faster, or give queryTimeout more.'],
  VECTORS_UNSUPPORTED: [
    'Install pgvector on the server; or use pglite: with @electric-sql/pglite-pgvector, which needs no server.',
  ],

  // quality
  RULES_INVALID: ['Correct the places of the rules that are listed.'],
  QUALITY_RULES_DIFFER: [
    'Compare looks by the same rules; or, where other rules are meant, say so: --across-rules, which compares rule by rule.',
  ],
  REPORT_INVALID: ['Give a report of `understudy quality check --format json`, or a history of --history.'],
  IMPROVEMENT_UNFIT: ['Suggest improvements anew, from a report of this data and these rules.'],
  PATTERNS_INVALID: ['Learn the patterns anew with `understudy profile`, or correct the places that are listed.'],
} as const satisfies Record<string, readonly [string, ...string[]]>
