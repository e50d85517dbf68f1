/** What a worker of the parallel test is told. */
export interface Work {
  readonly worker: number
  readonly contexts: number
  readonly url: string
  readonly ledger: string
}

export const tables = `
  create table accounts (id integer primary key, owner text not null, balance integer not null);
  create table moves (
    id bigint generated always as identity primary key,
    account_id integer not null references accounts (id),
    owner text not null
  );`

/** Rows that every world begins with. */
export const accounts = 20
