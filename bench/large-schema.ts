/** A schema of so many tables, twice as many foreign keys, and half as many functions and views, as SQL. */
export function largeSchema(tables: number): string {
  const numbers = Array.from({ length: tables }, (_, i) => i)
  const halves = numbers.slice(0, tables / 2)
  return [
    "create type mood as enum ('sad', 'ok', 'happy')",
    'create domain price as numeric(10, 2) check (value >= 0)',
    ...numbers.flatMap(table),
    ...numbers.flatMap((i) => [
      `alter table t${i} add constraint t${i}_first foreign key (first_id) references t${(i * 7 + 1) % tables} on delete cascade`,
      `alter table t${i} add constraint t${i}_second foreign key (second_id) references t${(i * 13 + 2) % tables} deferrable`,
    ]),
    ...halves.map(routine),
    ...halves.map((i) => view(i)),
  ].join(';\n')
}

function table(i: number): string[] {
  return [
    `create table t${i} (
      id bigint generated always as identity primary key, name varchar(80) not null, note text default 'none', mood mood default 'ok',
      price price, placed timestamptz not null default now(), amount integer check (amount > 0), tags text[], document jsonb,
      doubled integer generated always as (amount * 2) stored, first_id bigint, second_id bigint,
      constraint t${i}_once unique (name, placed))`,
    `create index t${i}_lower on t${i} (lower(name), amount desc) where amount > 5`,
    `comment on table t${i} is 'Number ${i}'`,
    `comment on column t${i}.name is 'What number ${i} is called'`,
  ]
}

function routine(i: number): string {
  return i % 2 === 0
    ? `create function f${i}(a integer, b text default 'x') returns bigint language sql stable as $$ select count(*) + a from t${i} where name = b $$`
    : `create function f${i}(a integer) returns integer language plpgsql immutable as $$ begin if a > ${i} then return a; end if; return ${i}; end $$`
}

function view(i: number): string {
  const source =
    i % 5 === 0 && i > 0
      ? `v${i - 1} o`
      : `(select t.id, t.name, u.amount from t${i} t join t${i + 1} u on u.first_id = t.id) o`
  return `create view v${i} as select o.id, upper(o.name) as name, coalesce(o.amount, 0) as amount from ${source} where o.id > ${i}`
}
