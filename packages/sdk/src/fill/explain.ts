import type { CheckConstraint } from '../catalog/definition.ts'
import { UnderstudyError } from '../errors.ts'
import type { EntityDefinition } from '../model/schema.ts'
import { configSnippet, fieldsIn } from './config-snippet.ts'
import type { Target } from './target.ts'

const stands = 'nothing of this run: the transaction was rolled back'

/** An error out of loading a table, with what it means for a fill and what to do. */
export function explained(thrown: unknown, target: Target, entity: EntityDefinition): unknown {
  if (!(thrown instanceof UnderstudyError) || thrown.details.stands !== undefined) return thrown
  const { code, message, details, cause } = thrown
  const table = typeof details.table === 'string' ? details.table : entity.name
  const about = placeOf(target, table) ?? entity
  const constraint = typeof details.constraint === 'string' ? details.constraint : undefined
  const hint = hintFor(thrown, target, about, constraint) ?? thrown.hint
  return new UnderstudyError(code, {
    operation: `fill ${entity.name}`,
    at: constraint === undefined ? about.name : `${about.name}, ${constraint}`,
    message: message.startsWith(`${about.name}: `) ? message : `${about.name}: ${message}`,
    hint,
    details: { ...details, entity: about.name, stands },
    cause,
  })
}

/** Errors name partitions; people know the table. */
function placeOf(target: Target, table: string): EntityDefinition | undefined {
  for (const one of target.tables.values()) if (one.family.some(({ name }) => name === table)) return one.entity
  return undefined
}

function hintFor(
  { code, details }: UnderstudyError,
  target: Target,
  entity: EntityDefinition,
  constraint: string | undefined,
): string | undefined {
  const fields = (expression: string) => fieldsIn(entity, expression)
  switch (details.sqlstate) {
    case '53100':
      return "The database's disk is full: free space on its server, or ask for fewer rows."
    case '53200':
      return "The database's server is out of memory: ask for fewer rows at a time."
    case '42501':
      return `Grant the role what it lacks (INSERT on ${entity.name}, and TEMP on the database where circles or checks need it), or use the owner of the tables.`
    case '0A000':
      return `Where row security is on, COPY is for roles that it does not bind: use the owner of ${entity.name}, or a role with BYPASSRLS.`
    case '23514': {
      const check = checkNamed(target, entity, constraint)
      if (check)
        return `The check is ${check.expression}: give its columns values that meet it, in ${configSnippet(entity, fields(check.expression))}`
      return `No partition takes the row: create the partition that is missing, or keep the partition key within those that exist, in ${configSnippet(entity, partitionFields(target, entity))}`
    }
    case '23503':
      return 'A trigger or a rule has changed keys or rows that new rows refer to; switch it off for the fill, or leave its tables out with "skip" in the configuration.'
    case '23505':
      return `A value is not unique in a way that the schema does not tell, or a trigger made it: give the columns of ${constraint ?? 'the key'} a kind of their own, in ${configSnippet(entity, keyFields(target, entity, constraint))}`
    case '23P01':
      return `The exclusion constraint ${constraint ?? ''} is not understood: give its columns values that cannot meet, or leave ${entity.name} out with "skip" in the configuration.`
    case 'P0001':
      return `A trigger of ${entity.name} refuses the row: read its function, and give the columns that it looks at values that it takes, in the configuration.`
    case '25006':
      return 'The database or the session is read-only: use the primary server, or a role that may write.'
  }
  if (code === 'CONNECTION_LOST')
    return 'Check that the server runs, then start again: what was open was rolled back, and the same seed makes the same rows.'
  if (code === 'CANCELLED') return 'Start it again with the same seed: the rows will be the same.'
  if (details.sqliteCode === 'SQLITE_FULL') return 'The disk is full: free space, or ask for fewer rows.'
  return undefined
}

function checkNamed(target: Target, entity: EntityDefinition, name: string | undefined): CheckConstraint | undefined {
  return target.tables
    .get(entity.name)
    ?.family.flatMap(({ constraints }) => constraints)
    .find((one): one is CheckConstraint => one.kind === 'check' && one.name === name)
}

function keyFields(target: Target, entity: EntityDefinition, name: string | undefined) {
  const key = target.tables.get(entity.name)?.table.constraints.find((one) => one.name === name)
  const index = target.definition.indexes.find((one) => one.name === name)
  const columns =
    key && 'columns' in key
      ? key.columns
      : (index?.elements.flatMap((element) => ('column' in element ? [element.column] : [])) ?? [])
  return entity.fields.filter((field) => columns.includes(field.name))
}

function partitionFields(target: Target, entity: EntityDefinition) {
  const elements = target.tables.get(entity.name)?.table.partitionKey?.elements ?? []
  return entity.fields.filter((field) =>
    elements.some((element) => 'column' in element && element.column === field.name),
  )
}
