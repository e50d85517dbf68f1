import type { Preparation } from '@understudy/sdk'

const postgres = `
  create table customers (id int generated always as identity primary key, email text not null unique);
  create table items (
    id int generated always as identity primary key,
    customer_id int not null references customers,
    cents int not null check (cents >= 0)
  );
  insert into customers (email) values ('first@shop.example');`

const sqlite = `
  create table customers (id integer primary key, email text not null unique);
  create table items (
    id integer primary key,
    customer_id integer not null references customers,
    cents integer not null check (cents >= 0)
  );
  insert into customers (email) values ('first@shop.example');`

/** What every test begins with, where a project would run its migrations. */
export const postgresTables: Preparation = { key: postgres, run: (database) => database.execute(postgres) }
export const sqliteTables: Preparation = { key: sqlite, run: (database) => database.execute(sqlite) }
