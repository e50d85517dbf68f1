import { type Column, type ColumnKind, isNullable, kindOf, type Shapes, type TableShape } from './table-shape.ts'

export type Engine = 'sqlite' | 'postgres'

const typeNames: Readonly<Record<Engine, Readonly<Record<ColumnKind, string>>>> = {
  sqlite: { text: 'text', integer: 'integer', real: 'real', flag: 'integer', bytes: 'blob' },
  postgres: { text: 'text', integer: 'bigint', real: 'double precision', flag: 'smallint', bytes: 'bytea' },
}

/**
 * Creates the tables, in the order in which they stand.
 * @param onlyTeam in a file of its own: the one team whose rows its tables take
 */
export function createTables(shapes: Shapes, engine: Engine, onlyTeam?: string): string[] {
  return Object.entries(shapes).flatMap(([name, shape]) => [
    createTable(name, shape, engine, onlyTeam),
    ...(shape.indexes ?? []).map(
      ({ columns, unique, where }) =>
        `create ${unique ? 'unique ' : ''}index ${quote(`${name}_by_${columns.join('_')}`)} on ${quote(name)} (${list(columns)})${where ? ` where ${where}` : ''}`,
    ),
    ...(shape.appendOnly ? appendOnly(name, shape, engine) : []),
  ])
}

function createTable(name: string, shape: TableShape, engine: Engine, onlyTeam: string | undefined): string {
  const parts = [
    ...Object.entries(shape.columns).map(([column, kind]) => columnText(column, kind, engine)),
    `primary key (${list(shape.primaryKey)})`,
    ...(shape.foreignKeys ?? []).map(
      ({ columns, to, referenced, onDelete, deferred }) =>
        `foreign key (${list(columns)}) references ${quote(to)} (${list(referenced)})${onDelete ? ` on delete ${onDelete}` : ''}${deferred ? ' deferrable initially deferred' : ''}`,
    ),
    ...(onlyTeam === undefined ? [] : [`check (team_id = ${literal(onlyTeam)})`]),
  ]
  const options = engine === 'sqlite' ? ' strict' : ''
  return `create table ${quote(name)} (\n  ${parts.join(',\n  ')}\n)${options}`
}

function columnText(name: string, column: Column, engine: Engine): string {
  const kind = kindOf(column)
  const checked = kind === 'flag' ? ` check (${quote(name)} in (0, 1))` : ''
  return `${quote(name)} ${typeNames[engine][kind]}${isNullable(column) ? '' : ' not null'}${checked}`
}

/**
 * Against whoever has the right and should not use it: on Postgres the application role has no such right at all. A
 * team's rows go when its place has gone, of which they are a part.
 */
function appendOnly(name: string, { columns }: TableShape, engine: Engine): string[] {
  if (engine === 'sqlite')
    return ['update', 'delete'].map(
      (event) =>
        `create trigger ${quote(`${name}_no_${event}`)} before ${event} on ${quote(name)} begin select raise(abort, 'append only'); end`,
    )
  const refuse = columns.team_id === 'text' ? 'refuse_change_of_team' : 'refuse_change'
  return [
    `create trigger ${quote(`${name}_no_change`)} before update or delete on ${quote(name)} for each row execute function ${refuse}()`,
    `create trigger ${quote(`${name}_no_truncate`)} before truncate on ${quote(name)} for each statement execute function refuse_change()`,
  ]
}

const refused = `raise exception '% is append only', tg_table_name using errcode = 'insufficient_privilege';`

/** What triggers of `appendOnly` call on Postgres. */
export const refusals = [
  `create function refuse_change() returns trigger language plpgsql as $$ begin ${refused} end $$`,
  `create function refuse_change_of_team() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if not exists (select from understudy.places where team_id = old.team_id) then return old; end if;
  end if;
  ${refused}
end $$`,
]

export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function list(columns: readonly string[]): string {
  return columns.map(quote).join(', ')
}
