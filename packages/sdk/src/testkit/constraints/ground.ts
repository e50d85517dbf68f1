import type { SchemaDefinition } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Model } from '../../catalog/to-model.ts'
import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { fillDatabase } from '../../fill/fill-database.ts'
import { attempt } from './attempt.ts'
import { tableText } from './literal-row.ts'

const rowsEach = 3

/** Puts rows into tables that others refer to and that have none; where not all of them can be filled, those that can. */
export async function layGround(
  session: Session,
  definition: SchemaDefinition,
  model: Model,
  seed: string,
): Promise<void> {
  try {
    await fillEmpty(session, definition, model, seed)
  } finally {
    // SQLite has put off every foreign key for the whole transaction.
    if (session.dialect === 'sqlite') await session.execute('pragma defer_foreign_keys = off')
  }
}

async function fillEmpty(session: Session, definition: SchemaDefinition, model: Model, seed: string): Promise<void> {
  let empty = await emptyEntities(session, definition, model)
  if (empty.length === 0 || (await isFilled(session, definition, empty, seed))) return
  for (let before = empty.length + 1; empty.length < before; ) {
    before = empty.length
    const left: string[] = []
    for (const entity of empty) if (!(await isFilled(session, definition, [entity], seed))) left.push(entity)
    empty = left
  }
}

async function isFilled(
  session: Session,
  definition: SchemaDefinition,
  only: readonly string[],
  seed: string,
): Promise<boolean> {
  try {
    await fillDatabase(session, { definition, rows: rowsEach, only, seed })
    return true
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || thrown.code.startsWith('CONNECTION') || thrown.code === 'CANCELLED')
      throw thrown
    return false
  }
}

async function emptyEntities(session: Session, definition: SchemaDefinition, model: Model): Promise<string[]> {
  const empty: string[] = []
  const keys = definition.tables.flatMap(({ constraints }) => constraints.filter((one) => one.kind === 'foreign key'))
  const referred = new Set(keys.map(({ references }) => keyOf(references)))
  for (const { name, table } of model.schema.entities) {
    const key = table && keyOf({ schema: table.schema ?? definition.defaultSchema, name: table.name })
    const found = definition.tables.find((one) => keyOf(one) === key)
    if (!found || !referred.has(keyOf(found))) continue
    const outcome = await attempt(session, `select 1 as "there" from ${tableText(found, session.dialect)} limit 1`)
    // One that may not be read may not be filled either.
    if (outcome.accepted && outcome.answers.length === 0) empty.push(name)
  }
  return empty
}
