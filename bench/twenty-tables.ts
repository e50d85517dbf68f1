export const TABLES = 20
export const ROWS = 50

/** Twenty tables of fifty rows, each but the first pointing at the one before. */
export function twentyTables(): string {
  return Array.from({ length: TABLES }, (_, i) => {
    const parent = i === 0 ? '' : `, parent integer not null references t${i - 1}`
    return `create table t${i} (id integer primary key, name text not null, amount integer not null${parent});`
  }).join('\n')
}

/** Statements that put their rows in, parents first. */
export function theirRows(): string[] {
  return Array.from({ length: TABLES }, (_, i) => {
    const rows = Array.from({ length: ROWS }, (_, id) => `(${id}, 'row ${id}', ${id * 7}${i === 0 ? '' : `, ${id}`})`)
    return `insert into t${i} values ${rows.join(', ')}`
  })
}
