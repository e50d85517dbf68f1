/** Objects that initdb made have lower numbers. */
export const firstOfUsers = 16384

/** Whether an object was made by somebody, and not as a part of an extension. */
export const ofUsers = (catalog: string, oid: string): string =>
  `${oid} >= ${firstOfUsers} and not exists (select from pg_depend m where m.classid = 'pg_catalog.${catalog}'::regclass and m.objid = ${oid} and m.deptype = 'e')`

/** Whether a relation is one that people know of. */
export const relationOfUsers = (alias: string): string =>
  `${ofUsers('pg_class', `${alias}.oid`)} and ${alias}.relnamespace <> 'pg_toast'::regnamespace and ${alias}.relpersistence <> 't'`

/** A row as JSON without these columns. */
export const rowWithout = (alias: string, ...columns: readonly string[]): string =>
  `(to_jsonb(${alias}) - array[${columns.map((column) => `'${column}'`).join(', ')}])`

/** An array of text in the order of its values. */
export const sorted = (array: string): string => `(select array_agg(v order by v) from unnest(${array}) as v)`

/** A relation's name with its schema. */
export const relationName = (oid: string): string => `(${oid})::regclass::text`

export const owner = (column: string): string => `pg_get_userbyid(${column})`
