import { type Fact, factsOf, type ObjectId, type SchemaDefinition } from '@understudy/sdk/schema'
import { counted } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'
import { groupBy } from './group-by.ts'
import { partKinds, partText } from './part-text.ts'

/** A schema as somebody reads it: every object once, parts under what they belong to. */
export function outlineOf(definition: SchemaDefinition): Line[] {
  const facts = [...factsOf(definition).values()]
  const parts = groupBy(facts, ({ parent }) => parent)
  const top = (parts.get(null) ?? []).filter(({ kind }) => kind !== 'schema')
  return [
    ...top.flatMap((fact) => objectLines(fact, parts, definition)),
    ...(definition.unmodelled.length === 0
      ? []
      : [
          {
            text: `${counted(definition.unmodelled.length, 'object')} of kinds that are not modelled:`,
            look: 'heading',
          } as const,
          ...definition.unmodelled.map(({ kind, name }) => `  ${kind} ${oneLine(name)}`),
        ]),
  ]
}

function objectLines(
  fact: Fact,
  parts: ReadonlyMap<ObjectId | null, readonly Fact[]>,
  { comments, engine }: SchemaDefinition,
): Line[] {
  const own = parts.get(fact.id) ?? []
  const comment = comments[fact.id]
  return [
    { text: `${oneLine(fact.id)}${suffix(partText(fact, engine))}`, look: 'heading' },
    ...(comment === undefined ? [] : [{ text: `  -- ${oneLine(comment)}`, look: 'faint' } as const]),
    ...partKinds.flatMap((kind) => {
      const some = own.filter((part) => part.kind === kind)
      const names = some.map((part) => (part.kind === 'column' ? part.object.name : nameOf(part)))
      const width = kind === 'column' ? Math.min(32, Math.max(0, ...names.map((name) => name.length))) : 0
      return some.map((part, at) => {
        const name = oneLine(names[at] ?? '')
        return kind === 'column'
          ? `  ${name.padEnd(width)}  ${oneLine(partText(part, engine))}`
          : `  ${kind} ${name}: ${oneLine(partText(part, engine))}`
      })
    }),
  ]
}

function suffix(text: string): string {
  return text === '' ? '' : `  ${oneLine(text)}`
}

function nameOf(fact: Fact): string {
  return 'name' in fact.object ? fact.object.name : fact.id
}
