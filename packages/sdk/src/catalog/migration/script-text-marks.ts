import { createHash } from 'node:crypto'
import { z } from 'zod'
import { hazardKinds, lockModes, type MigrationStep } from './step.ts'

/** Comment lines that begin with this are for the parser; a person reads the others. */
export const usualMark = '--@'

/** What is kept of a script beside its steps. */
export const headerShape = z.strictObject({
  version: z.literal(1),
  engine: z.enum(['postgres', 'sqlite']),
  direction: z.enum(['up', 'down']),
  from: z.string(),
  to: z.string(),
  steps: z.int().nonnegative(),
  refused: z.array(z.strictObject({ object: z.string(), why: z.string(), hint: z.string() })),
})

export type ScriptHeader = z.output<typeof headerShape>

const milliseconds = z.number().nonnegative()

/** What is kept of a step beside its statements, which stand below as themselves. */
export const stepShape = z.strictObject({
  number: z.int(),
  action: z.enum(['create', 'alter', 'rename', 'drop', 'validate']),
  object: z.string(),
  title: z.string(),
  hazards: z.array(z.strictObject({ kind: z.enum(keysOf(hazardKinds)), why: z.string() })),
  locks: z.array(
    z.strictObject({
      relation: z.strictObject({ schema: z.string(), name: z.string() }),
      mode: z.enum(lockModes),
    }),
  ),
  transaction: z.enum(['shared', 'own', 'none']),
  timeouts: z.strictObject({ lock: milliseconds, statement: milliseconds.nullable() }),
  sha256: z.string(),
})

/** By which a step is known that somebody has edited since it was written. */
export function stepHash({ statements, ...rest }: MigrationStep): string {
  const { number, action, object, title, hazards, locks, transaction, timeouts } = rest
  const all = [number, action, object, title, hazards, locks, transaction, timeouts, statements]
  return createHash('sha256').update(canonical(all)).digest('hex').slice(0, 16)
}

/** Whatever the order in which properties were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}

/** The keys of an object literal are all that it has: its type is not widened on the way here. */
function keysOf<Key extends string>(object: Readonly<Record<Key, unknown>>): [Key, ...Key[]] {
  return Object.keys(object) as [Key, ...Key[]]
}
