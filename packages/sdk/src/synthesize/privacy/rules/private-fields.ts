/** Of the fields of privacy rules, which are named as `column` or as `entity.column`, those of this entity. */
export function privateFields(fields: readonly string[], entity: string, columns: readonly string[]): string[] {
  const own = fields.map((field) => (field.startsWith(`${entity}.`) ? field.slice(entity.length + 1) : field))
  return [...new Set(own)].filter((field) => columns.includes(field))
}
