/** When a trigger or a rule fires, out of a column such as tgenabled. */
export function firing(column: string): string {
  return `case ${column} when 'O' then 'origin' when 'R' then 'replica' when 'A' then 'always' else 'never' end`
}
