import type { CreateAnswer, CreateRequest } from '../wire.ts'
import { jsonOf } from './answer.ts'
import { answerOnce } from './answer-once.ts'
import type { Caller, House } from './house.ts'
import { type Lifetime, type Made, makeRecord } from './make-record.ts'
import { bodies, minutesOf, parseBody, type Read } from './parse-body.ts'
import { previewOf } from './preview.ts'
import { Refused } from './refused.ts'
import { validated } from './validate-input.ts'

/** One or more records of a type, in order, all or none. */
export async function createRecords(house: House, caller: Caller, type: string): Promise<string> {
  const entity = house.settings.entities.get(type)
  if (!entity) throw new Error(`${type} is no entity type`)
  const { inputs, lifetime } = creationOf(house, caller)
  const outputs = await validated(entity.input, inputs, type)
  if (caller.shadow) {
    const attempt = { house, caller, number: 0, lifetime }
    const created: Made[] = []
    for (const output of outputs) created.push(await previewOf(attempt, type, entity, output))
    return createAnswer(created, lifetime, caller)
  }
  return answerOnce(house, caller, type, lifetime, async (attempt) => {
    const created: Made[] = []
    for (const output of outputs) created.push(await makeRecord(attempt, type, entity, output))
    return createAnswer(created, lifetime, caller)
  })
}

/** What every creation says: what of, and for how long. */
export function creationOf(
  { settings }: House,
  { body }: Caller,
): { readonly inputs: readonly unknown[]; readonly lifetime: Lifetime } {
  const { inputs, scope, buildId, maxAgeMinutes }: Read<CreateRequest> = parseBody(bodies.create, body)
  const expiresAt = settings.clock() + minutesOf(maxAgeMinutes) * 60_000
  if (inputs.length > settings.limits.inputs) {
    throw new Refused(413, 'TEST_API_LIMITED', {
      message: `The request has more than ${settings.limits.inputs} inputs`,
      hint: 'Ask for less at once.',
    })
  }
  return { inputs, lifetime: { scope, buildId, expiresAt } }
}

export function createAnswer(
  created: readonly Made[],
  { expiresAt }: Lifetime,
  { shadow }: Caller,
  result?: { readonly result: unknown },
): string {
  return jsonOf({
    created,
    expiresAt: new Date(expiresAt).toISOString(),
    shadow,
    ...result,
  } satisfies CreateAnswer)
}
