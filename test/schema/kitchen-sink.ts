/** A schema with something of nearly every kind in it. */
export const kitchenSink = `
create schema shop;
create schema "Odd ""name""";
create extension citext schema shop;
create type shop.mood as enum ('sad', 'ok', 'happy');
create domain shop.price as numeric(10, 2) default 0 not null check (value >= 0);
create type shop.place as (street text, number integer);
create type shop.float_range as range (subtype = float8);
create collation shop.plain (provider = libc, locale = 'C');
create sequence shop.counter start 5 increment 2 cache 3;
create function shop.twice(a integer, b integer default 2) returns integer language sql immutable return a * b;
create function shop.audit() returns trigger language plpgsql as $$ begin return new; end $$;
create function shop.noticed() returns event_trigger language plpgsql as $$ begin end $$;
create procedure shop.tidy(inout n integer) language plpgsql as $$ begin n := 1; end $$;
create aggregate shop.total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
create table shop.customer (
  id bigint generated always as identity (start with 10) primary key,
  name text collate shop.plain not null,
  mood shop.mood default 'ok',
  credit shop.price,
  home shop.place,
  email shop.citext,
  double_id bigint generated always as (length(name) * 2) stored,
  constraint named check (name <> '')
) with (fillfactor = 80);
create table shop.orders (
  id serial primary key,
  customer bigint not null constraint orders_customer references shop.customer on delete cascade,
  placed timestamptz default now(),
  note varchar(20),
  total integer default shop.twice(1),
  constraint once unique (customer, placed) deferrable,
  constraint apart exclude using gist (tstzrange(placed, placed) with &&) where (total > 5)
);
create index orders_note on shop.orders (lower(note), total desc) include (placed) where total > 0;
create index orders_total on shop.orders using hash (total);
create table shop.events (id integer not null, at date not null, what text) partition by range (at);
create table shop.events_2020 partition of shop.events for values from ('2020-01-01') to ('2021-01-01');
create table shop.events_rest partition of shop.events default;
create table shop.parent (a integer, b integer);
create table shop.heir (c integer) inherits (shop.parent);
create unlogged table shop.loose (a integer, b integer, c text);
alter table shop.loose replica identity full;
create statistics shop.together (dependencies) on a, b from shop.loose;
create view shop.happy as select id, name from shop.customer where mood = 'happy';
create view shop.named with (security_barrier) as select name from shop.happy;
create materialized view shop.counted as select customer, count(*) from shop.orders group by customer;
create unique index counted_customer on shop.counted (customer);
create rule quiet as on delete to shop.loose do instead nothing;
create trigger audited before insert or update of note on shop.orders for each row when (new.total > 1) execute function shop.audit();
alter table shop.orders enable row level security;
create policy own on shop.orders for select using (total > 0);
create event trigger watched on ddl_command_start when tag in ('CREATE CAST') execute function shop.noticed();
create publication told for table shop.orders (id, customer) where (id > 1) with (publish = 'insert, update');
create foreign data wrapper far options (a 'b');
create server farther type 't' version '1' foreign data wrapper far options (host 'h');
create user mapping for public server farther options (password 'p');
create foreign table shop.remote (id integer options (column_name 'x')) server farther options (table_name 'y');
create operator shop.=== (function = int4eq, leftarg = integer, rightarg = integer);
create cast (shop.mood as integer) with inout;
create text search configuration shop.search (copy = simple);
grant select on shop.customer to public;
grant update (name) on shop.customer to public;
revoke execute on function shop.audit() from public;
alter default privileges in schema shop grant select on tables to public;
comment on table shop.customer is 'Who buys';
comment on column shop.customer.name is 'What they are called';
comment on index shop.orders_note is 'For searching';
comment on function shop.twice(integer, integer) is 'Doubles';
`

/** Single changes to it, each of which is one that a migration may have to make. */
export const singleChanges: readonly string[] = [
  'create schema another',
  'alter schema "Odd ""name""" owner to pg_monitor',
  'drop extension citext cascade',
  "alter type shop.mood add value 'so so'",
  "alter type shop.mood add value 'angry' before 'sad'",
  "alter type shop.mood rename value 'ok' to 'fine'",
  'alter domain shop.price drop not null',
  'alter domain shop.price set default 1',
  'alter domain shop.price add check (value < 1000)',
  'alter domain shop.price add constraint loosely check (value < 1000) not valid',
  'alter type shop.place add attribute town text',
  'alter type shop.float_range rename to real_range',
  'alter sequence shop.counter increment 3',
  'alter sequence shop.counter cycle',
  'alter sequence shop.counter owned by shop.orders.total',
  'alter sequence shop.counter as integer',
  'create or replace function shop.twice(a integer, b integer default 2) returns integer language sql immutable return a + b',
  'alter function shop.twice(integer, integer) volatile',
  "alter function shop.audit() set work_mem = '1MB'",
  'alter procedure shop.tidy(integer) security definer',
  "create or replace aggregate shop.total(integer) (sfunc = int4pl, stype = integer, initcond = '1')",
  'alter table shop.customer add column age integer',
  'alter table shop.customer drop column email',
  'alter table shop.customer rename column name to called',
  'alter table shop.customer alter name drop not null',
  'alter table shop.customer alter email type text',
  "alter table shop.customer alter mood set default 'sad'",
  'alter table shop.customer alter mood drop default',
  'alter table shop.customer alter id set generated by default',
  'alter table shop.customer alter id set increment by 7',
  'alter table shop.customer alter double_id drop expression',
  'alter table shop.orders alter note set storage external',
  'alter table shop.orders alter note set compression pglz',
  'alter table shop.orders alter note set statistics 500',
  'alter table shop.orders alter note set (n_distinct = 5)',
  'alter table shop.customer set (fillfactor = 70)',
  'alter table shop.customer set (toast.autovacuum_enabled = false)',
  'alter table shop.parent set unlogged',
  'alter table shop.loose replica identity default',
  'alter table shop.customer drop constraint named',
  'alter table shop.orders alter constraint orders_customer deferrable',
  'alter table shop.orders drop constraint orders_customer, add constraint orders_customer foreign key (customer) references shop.customer',
  'alter table shop.orders add constraint late check (total < 100) not valid',
  'alter table shop.orders rename constraint once to twice_never',
  'drop index shop.orders_total',
  'drop index shop.orders_total; create index orders_total on shop.orders (total)',
  'alter table shop.orders cluster on orders_pkey',
  'alter index shop.orders_note alter column 1 set statistics 300',
  'alter table shop.events detach partition shop.events_rest',
  "create table shop.events_2021 partition of shop.events for values from ('2021-01-01') to ('2022-01-01')",
  'alter table shop.heir no inherit shop.parent',
  'alter table shop.heir alter a set not null',
  'drop statistics shop.together',
  'alter statistics shop.together set statistics 10',
  "create or replace view shop.happy as select id, name from shop.customer where mood = 'sad'",
  'alter view shop.named reset (security_barrier)',
  'alter view shop.named set (security_barrier = false)',
  'alter view shop.named alter name set default 7',
  'drop materialized view shop.counted; create materialized view shop.counted as select customer, count(*) from shop.orders group by customer with no data; create unique index counted_customer on shop.counted (customer)',
  'drop rule quiet on shop.loose',
  'alter table shop.loose disable rule quiet',
  'alter table shop.orders disable trigger audited',
  'alter table shop.orders enable always trigger audited',
  'create or replace trigger audited before insert on shop.orders for each row execute function shop.audit()',
  'alter table shop.orders disable row level security',
  'alter table shop.orders force row level security',
  'alter policy own on shop.orders using (total > 1)',
  'alter policy own on shop.orders to pg_monitor',
  'alter event trigger watched disable',
  'alter publication told drop table shop.orders',
  "alter publication told set (publish = 'insert')",
  'alter publication told set table shop.orders (id) where (id > 1)',
  "alter foreign data wrapper far options (set a 'c')",
  "alter server farther options (set host 'i')",
  "alter user mapping for public server farther options (set password 'q')",
  "alter foreign table shop.remote options (set table_name 'z')",
  "alter foreign table shop.remote alter id options (set column_name 'z')",
  'drop operator shop.=== (integer, integer)',
  'drop cast (shop.mood as integer)',
  'alter text search configuration shop.search drop mapping for word',
  'alter table shop.loose owner to pg_monitor',
  'revoke select on shop.customer from public',
  'revoke update (name) on shop.customer from public',
  'grant select on shop.customer to pg_monitor with grant option',
  'grant execute on function shop.audit() to public',
  'revoke usage on type shop.mood from public',
  'alter default privileges in schema shop revoke select on tables from public',
  'alter default privileges grant execute on functions to pg_monitor',
  "comment on table shop.customer is 'Who sells'",
  "comment on column shop.customer.mood is 'How they are'",
  'comment on function shop.twice(integer, integer) is null',
  "comment on policy own on shop.orders is 'Mine'",
  "comment on constraint named on shop.customer is 'Not nobody'",
]
