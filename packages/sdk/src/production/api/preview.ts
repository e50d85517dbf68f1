import { randomUUID } from 'node:crypto'
import type { TestEntity, TestRecord } from '../entity.ts'
import { tellFailure } from './house.ts'
import { type Attempt, aboutCreation, failed, type Made } from './make-record.ts'
import { flagOf, labelOf, marked } from './marks.ts'

/** The record that would be created. */
export async function previewOf(
  attempt: Omit<Attempt, 'begun'>,
  type: string,
  entity: TestEntity,
  input: unknown,
): Promise<Made> {
  const { house, caller } = attempt
  const about = aboutCreation(attempt, randomUUID())
  if (!entity.preview) {
    const record = markedInput(entity, input, about.id, about.prefix)
    return { type, id: about.id, record }
  }
  try {
    const record = await entity.preview(input, about)
    return { type, id: String(record.id), record }
  } catch (thrown) {
    tellFailure(house, caller.requestId, `preview ${type}`, thrown)
    throw failed(`The application could not say what ${type} would be`)
  }
}

function markedInput(entity: TestEntity, input: unknown, id: string, prefix: string): TestRecord {
  const fields: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {}
  const name = fields[labelOf(entity)]
  return {
    ...fields,
    id,
    [labelOf(entity)]: marked(prefix, typeof name === 'string' ? name : id),
    [flagOf(entity)]: true,
  }
}
