import type { ErrorCase } from './error-case.ts'

const two = 'create table accounts (id int primary key, amount int); insert into accounts values (1, 10), (2, 20)'
const oneConnection = 'It has one connection.'
const noTimers = 'Nothing interrupts a statement that runs in this process.'
const until0Waits = { session: 2, until: 'select 1 where cardinality(pg_blocking_pids({pid:0})) > 0' } as const
const until0IsGone = {
  session: 1,
  until: 'select 1 where not exists (select from pg_stat_activity where pid = {pid:0})',
} as const

export const transactionCases: readonly ErrorCase[] = [
  {
    name: 'a row that another transaction has changed since',
    postgres: {
      setUp: two,
      steps: [
        'begin isolation level repeatable read',
        'select * from accounts',
        { session: 1, run: 'update accounts set amount = 11 where id = 1' },
        'update accounts set amount = 12 where id = 1',
      ],
      expected: 'serialization_failure',
    },
    sqlite: {
      setUp: `pragma journal_mode = wal; ${two}`,
      steps: [
        'begin',
        'select * from accounts',
        { session: 1, run: 'update accounts set amount = 11 where id = 1' },
        'update accounts set amount = 12 where id = 1',
      ],
      expected: 'serialization_failure',
    },
  },
  {
    name: 'two transactions that read what the other writes, found at COMMIT',
    postgres: {
      setUp: two,
      steps: [
        'begin isolation level serializable',
        { session: 1, run: 'begin isolation level serializable' },
        'select * from accounts',
        { session: 1, run: 'select * from accounts' },
        'update accounts set amount = 11 where id = 1',
        { session: 1, run: 'update accounts set amount = 21 where id = 2' },
        'commit',
        { session: 1, run: 'commit' },
      ],
      expected: 'serialization_failure',
    },
    sqlite: { absent: 'The second of them is refused the lock when it writes.' },
  },
  {
    name: 'two transactions that wait for each other',
    postgres: {
      setUp: two,
      steps: [
        'begin',
        { session: 1, run: 'begin' },
        'update accounts set amount = 11 where id = 1',
        { session: 1, run: 'update accounts set amount = 21 where id = 2' },
        { run: 'update accounts set amount = 22 where id = 2', waits: true },
        until0Waits,
        { session: 1, run: 'update accounts set amount = 12 where id = 1' },
      ],
      expected: 'deadlock',
    },
    sqlite: { absent: 'The second of them is refused the lock at once.' },
  },
  {
    name: 'a lock that another has, by who does not wait',
    postgres: {
      setUp: two,
      steps: [
        { session: 1, run: 'begin' },
        { session: 1, run: 'update accounts set amount = 11 where id = 1' },
        'select * from accounts where id = 1 for update nowait',
      ],
      expected: 'lock_timeout',
    },
    sqlite: {
      setUp: two,
      steps: [{ session: 1, run: 'begin immediate' }, 'begin immediate'],
      expected: 'lock_timeout',
    },
  },
  {
    name: 'a lock that another has for too long',
    postgres: {
      setUp: two,
      steps: [
        { session: 1, run: 'begin' },
        { session: 1, run: 'update accounts set amount = 11 where id = 1' },
        "set lock_timeout = '10ms'",
        'update accounts set amount = 12 where id = 1',
      ],
      expected: 'lock_timeout',
    },
    sqlite: {
      setUp: two,
      steps: [
        { session: 1, run: 'begin immediate' },
        { session: 1, run: 'update accounts set amount = 11 where id = 1' },
        'pragma busy_timeout = 10',
        'update accounts set amount = 12 where id = 1',
      ],
      expected: 'lock_timeout',
    },
  },
  {
    name: 'a writer that commits while somebody reads',
    postgres: { absent: 'Readers keep no writer waiting.' },
    sqlite: {
      setUp: two,
      steps: [
        'begin immediate',
        'update accounts set amount = 11 where id = 1',
        { session: 1, run: 'begin' },
        { session: 1, run: 'select * from accounts' },
        'commit',
      ],
      expected: 'lock_timeout',
    },
  },
  {
    name: 'a table is altered that the same transaction still works on',
    postgres: {
      setUp: `create table parent (id int primary key);
        create table child (parent int references parent deferrable initially deferred)`,
      steps: ['begin', 'insert into child values (1)', 'alter table child add column name text'],
      expected: 'object_in_use',
    },
    sqlite: { absent: 'The driver lets nothing else run before a reader is done.' },
  },
  {
    name: 'a statement that takes too long',
    postgres: { steps: ["set statement_timeout = '10ms'", 'select pg_sleep(60)'], expected: 'cancelled' },
    sqlite: { absent: noTimers },
    pglite: { absent: noTimers },
  },
  {
    name: 'a statement that somebody else cancels',
    postgres: {
      steps: [
        { run: 'select pg_sleep(60)', waits: true },
        {
          session: 1,
          until: "select 1 from pg_stat_activity where pid = {pid:0} and state = 'active' and wait_event = 'PgSleep'",
        },
        { session: 1, run: 'select pg_cancel_backend({pid:0})' },
      ],
      expected: 'cancelled',
    },
    sqlite: { absent: noTimers },
  },
  {
    name: 'a statement after one that failed, in the same transaction',
    postgres: {
      steps: ['begin', { run: 'select 1 / 0', fails: true }, 'select 1'],
      expected: 'transaction_state',
    },
    sqlite: { absent: 'A statement that fails ends no transaction.' },
  },
  {
    name: 'a savepoint outside of a transaction is asked for',
    postgres: { steps: ['rollback to savepoint here'], expected: 'transaction_state' },
    sqlite: { steps: ['rollback to savepoint here'], expected: 'transaction_state' },
  },
  {
    name: 'a savepoint that was never set',
    postgres: { steps: ['begin', 'rollback to savepoint here'], expected: 'transaction_state' },
    sqlite: { steps: ['begin', 'rollback to savepoint here'], expected: 'transaction_state' },
  },
  {
    name: 'what no transaction may hold',
    postgres: { steps: ['begin', 'vacuum'], expected: 'transaction_state' },
    sqlite: { steps: ['begin', 'vacuum'], expected: 'transaction_state' },
  },
  {
    name: 'a transaction is begun in a transaction',
    postgres: { absent: 'It warns, and goes on in the one that is open.' },
    sqlite: { steps: ['begin', 'begin'], expected: 'transaction_state' },
  },
  {
    name: 'a transaction that nobody does anything in is ended',
    postgres: {
      steps: ["set idle_in_transaction_session_timeout = '10ms'", 'begin', until0IsGone, 'select 1'],
      expected: 'idle_killed',
    },
    sqlite: { absent: oneConnection },
  },
  {
    name: 'a session that nobody uses is ended',
    postgres: {
      steps: ["set idle_session_timeout = '10ms'", until0IsGone, 'select 1'],
      expected: 'idle_killed',
    },
    sqlite: { absent: oneConnection },
  },
  {
    name: 'a transaction that takes too long is ended',
    postgres: {
      steps: ["set transaction_timeout = '10ms'", 'begin', until0IsGone, 'select 1'],
      expected: 'idle_killed',
      since: 17,
    },
    sqlite: { absent: oneConnection },
  },
  {
    name: 'a session that an administrator ends',
    postgres: {
      steps: [{ session: 1, run: 'select pg_terminate_backend({pid:0}, 5000)' }, 'select 1'],
      expected: 'server_shutdown',
    },
    sqlite: { absent: 'There is no server.' },
  },
  {
    name: 'a session that an administrator ends before its COMMIT is answered',
    postgres: {
      setUp: two,
      steps: [
        'begin',
        'update accounts set amount = 11 where id = 1',
        { session: 1, run: 'select pg_terminate_backend({pid:0}, 5000)' },
        'commit',
      ],
      expected: 'outcome_unknown',
    },
    sqlite: { absent: 'There is no server.' },
  },
]
