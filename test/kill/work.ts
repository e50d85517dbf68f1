/** What a program of the kill test is told. */
export interface Work {
  /** Marks every row that it makes. */
  readonly owner: string
  readonly seed: number
  readonly ledger: string
  /** Copied for each test. */
  readonly source: string
  /** Has schemas and rows of many tests at the same time. */
  readonly shared: string
  readonly sqlite: string
  readonly api: string
  readonly secret: { readonly id: string; readonly key: string }
}

export const tables = `
  create table authors (id bigint generated always as identity primary key, name text not null, owner text not null);
  create table books (
    id bigint generated always as identity primary key,
    author_id bigint not null references authors (id),
    owner text not null
  );`

export const sqliteTables = `
  create table authors (id integer primary key, name text not null, owner text not null);
  create table books (id integer primary key, author_id integer not null references authors (id), owner text not null);`
