import type { Dialect } from '../../database/adapter.ts'

/** Ours, in the application's database or one beside it. Times are milliseconds since 1970. */
export const tables = {
  version: 'understudy_test_api_version',
  ids: 'understudy_test_api_ids',
  nonces: 'understudy_test_api_nonces',
  requests: 'understudy_test_api_requests',
  records: 'understudy_test_api_records',
} as const

/** Steps from nothing to now, forward only; what is here is never changed, a change is another step. */
export const migrations: readonly ((dialect: Dialect) => string)[] = [
  (dialect) => `
    create table ${tables.ids} (
      test_id text primary key,
      owner text not null,
      closed integer not null,
      expires_at bigint not null
    );
    create table ${tables.nonces} (
      key_id text not null,
      nonce text not null,
      expires_at bigint not null,
      primary key (key_id, nonce)
    );
    create table ${tables.requests} (
      test_id text not null,
      idempotency_key text not null,
      operation text not null,
      fingerprint text not null,
      attempt integer not null,
      busy_until bigint not null,
      answer text,
      expires_at bigint not null,
      primary key (test_id, idempotency_key)
    );
    create table ${tables.records} (
      seq ${dialect === 'postgres' ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement'},
      creation text not null unique,
      test_id text not null,
      owner text not null,
      build_id text,
      type text not null,
      record_id text,
      state text not null check (state in ('intended', 'made', 'abandoned', 'removing', 'gone')),
      outside text not null check (outside in ('none', 'intended', 'made', 'gone')),
      outside_reference text,
      scope text not null,
      idempotency_key text not null,
      leased_at bigint not null,
      expires_at bigint not null,
      busy_until bigint not null
    );
    create unique index understudy_test_api_records_live on ${tables.records} (type, record_id) where state <> 'gone';
    create index understudy_test_api_records_of on ${tables.records} (test_id, seq);
    create index understudy_test_api_records_due on ${tables.records} (expires_at) where state <> 'gone';
  `,
]
