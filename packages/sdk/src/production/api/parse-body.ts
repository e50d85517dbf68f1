import { z } from 'zod'
import { testDataScopes } from '../../context/test-data-scope.ts'
import { wire } from '../wire.ts'
import { Refused } from './refused.ts'

const deepest = 40
const name = z.string().min(1).max(200)
const lifetime = { scope: z.enum(testDataScopes), maxAgeMinutes: z.unknown().optional(), buildId: name.optional() }

export const bodies = {
  verify: z.strictObject({ ...lifetime, standing: z.boolean().optional() }),
  create: z.strictObject({ ...lifetime, inputs: z.array(z.unknown()).min(1) }),
  renew: z.strictObject({ maxAgeMinutes: z.unknown().optional(), buildId: name.optional() }),
  cleanup: z.strictObject({
    only: z
      .array(z.strictObject({ type: name, id: name }))
      .max(10_000)
      .optional(),
    expired: z.boolean().optional(),
    buildId: name.optional(),
  }),
}

/** What a body says, before its lifetime is looked at. */
export type Read<Request extends { readonly maxAgeMinutes: number }> = Omit<Request, 'maxAgeMinutes'> & {
  readonly maxAgeMinutes?: unknown
}

/** The body of a request, as the operation takes it. */
export function parseBody<Shape extends z.ZodType>(shape: Shape, bytes: Uint8Array): z.output<Shape> {
  const parsed = shape.safeParse(jsonOf(bytes))
  if (parsed.success) return parsed.data
  const places = [...new Set(parsed.error.issues.map(({ path }) => path.slice(0, 1).join('') || 'the body'))]
  throw malformed(`The body does not have the shape that this operation takes, at ${places.join(', ')}`)
}

/** 1 minute to the cap; anything else is refused, whatever it is. */
export function minutesOf(value: unknown): number {
  if (typeof value === 'number' && value >= 1 && value <= wire.capMinutes) return value
  throw new Refused(400, 'TEST_AGE_INVALID', {
    message: `maxAgeMinutes is no number from 1 to ${wire.capMinutes}`,
  })
}

function jsonOf(bytes: Uint8Array): unknown {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // What the parser says quotes the body.
    throw malformed('The body is no JSON')
  }
  refuseTricks(value)
  return value
}

/** Names that mean something to every object of JavaScript, and depths that exhaust whoever walks them. */
function refuseTricks(whole: unknown): void {
  let level: readonly unknown[] = [whole]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) throw malformed(`The body is nested deeper than ${deepest}`)
    const objects = level.filter((value) => typeof value === 'object' && value !== null)
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      if (objects.some((value) => Object.hasOwn(value, key))) throw malformed(`The body has a field ${key}`)
    }
    level = objects.flatMap((value) => Object.values(value))
  }
}

function malformed(message: string): Refused {
  return new Refused(400, 'INPUT_MALFORMED', { message, hint: 'Send what docs/production.md shows, as JSON.' })
}
