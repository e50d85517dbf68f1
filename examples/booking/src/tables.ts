import type { Database } from '@understudy/sdk'

/**
 * The tables of the booking application. `is_test` marks test data, and keeps it out of what real people see; `creation`
 * is how a creation that died half-way is found again.
 */
export async function createTables(db: Database): Promise<void> {
  const serial =
    db.dialect === 'postgres' ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement'
  await db.execute(`
    create table if not exists builders (
      id text primary key,
      name text not null,
      email text not null unique,
      expertise text not null,
      hourly_rate integer not null check (hourly_rate > 0),
      available integer not null,
      is_test integer not null default 0
    );
    create table if not exists session_types (
      id text primary key,
      builder_id text not null references builders (id),
      name text not null,
      duration integer not null check (duration > 0),
      price integer not null check (price >= 0),
      calendly_url text,
      is_test integer not null default 0
    );
    create table if not exists clients (
      id text primary key,
      name text not null,
      email text not null unique,
      login text unique,
      is_test integer not null default 0
    );
    create table if not exists bookings (
      id ${serial},
      reference text not null unique,
      client_id text not null references clients (id),
      session_type_id text not null references session_types (id),
      status text not null check (status in ('PENDING', 'CONFIRMED', 'CANCELLED')),
      payment_status text not null check (payment_status in ('PENDING', 'PAID', 'REFUNDED')),
      creation text unique,
      is_test integer not null default 0
    );
    create table if not exists logins (id text primary key, creation text not null unique);
  `)
}
