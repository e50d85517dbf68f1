import type { VersionEntity } from '../datasets/read/version.ts'
import { own } from '../own.ts'
import type { Conflict } from './conflict.ts'
import type { Customizations } from './customizations.ts'

/** All that cannot be done to rows that are there, and cannot be made again; empty where everything can. */
export function rowConflicts(entities: readonly VersionEntity[], customizations: Customizations): Conflict[] {
  const { volumes = {}, overrides = {}, without = {}, locale, fields = {}, rules = [] } = customizations
  const byName = new Map(entities.map((entity) => [entity.entity, entity]))
  const conflicts: Conflict[] = []
  const cannot = (at: string) => conflicts.push({ at, why: 'the dataset was not generated, and cannot be made again' })
  if (locale !== undefined) cannot('locale')
  for (const [entity, changed] of Object.entries(fields)) {
    for (const field of Object.keys(changed)) cannot(`${entity}.${field}`)
  }
  for (const place of rules.keys()) cannot(`rules[${place}]`)
  const within = (name: string, check: (entity: VersionEntity) => void) => {
    const entity = byName.get(name)
    if (entity) check(entity)
    else conflicts.push({ at: name, why: 'there is no such entity' })
  }
  const fieldOf = (entity: VersionEntity, field: string, why: string) => {
    const at = `${entity.entity}.${field}`
    const column = entity.columns.find(({ name }) => name === field)
    if (!column) conflicts.push({ at, why: 'there is no such field' })
    else if (entity.primaryKey.includes(field)) conflicts.push({ at, why })
    return column
  }
  for (const [name, rows] of Object.entries(volumes)) {
    within(name, (entity) => {
      if (rows > entity.rows) conflicts.push({ at: name, why: `it has ${entity.rows} rows, and ${rows} are asked for` })
    })
  }
  for (const [name, fields] of Object.entries(overrides)) {
    within(name, (entity) => {
      for (const [field, value] of Object.entries(fields)) {
        const column = fieldOf(entity, field, 'it is of the primary key, and rows would be the same')
        if (column && value !== null && !fits(column.type, value)) {
          conflicts.push({ at: `${name}.${field}`, why: `it holds ${column.type}, and the value is none` })
        }
        if (own(without, name)?.includes(field)) {
          conflicts.push({ at: `${name}.${field}`, why: 'it is left out and given a value' })
        }
      }
    })
  }
  for (const [name, fields] of Object.entries(without)) {
    within(name, (entity) => {
      for (const field of fields) fieldOf(entity, field, 'it is of the primary key, which is not left out')
      if (entity.columns.every((column) => fields.includes(column.name))) {
        conflicts.push({ at: name, why: 'nothing would be left of it' })
      }
    })
  }
  return conflicts
}

function fits(type: string | null, value: string | number | boolean): boolean {
  switch (type) {
    case null:
    case 'json':
      return true
    case 'bigint':
      return Number.isSafeInteger(value)
    case 'numeric':
    case 'double precision':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return typeof value === 'string'
  }
}
