import type { SchemaDefinition } from '../../catalog/definition.ts'

/** What is in a schema and has nothing like it in the other engine: a sentence for each kind, with the names. */
export function leftOutNotes(source: SchemaDefinition): string[] {
  const named = (one: { readonly schema?: string; readonly name: string }) =>
    one.schema === undefined || one.schema === 'public' || one.schema === 'main'
      ? one.name
      : `${one.schema}.${one.name}`
  const owned = new Set(source.tables.flatMap(({ columns }) => columns.flatMap(({ sequence }) => sequence?.name ?? [])))
  const kinds: readonly (readonly [string, readonly { readonly schema?: string; readonly name: string }[]])[] = [
    ['views', source.views],
    ['triggers', source.triggers.filter(({ inherited }) => !inherited)],
    ['functions and procedures', source.routines],
    ['rules', source.rules],
    ['row security policies', source.policies],
    ['event triggers', source.eventTriggers],
    ['sequences', source.sequences.filter(({ owner, name }) => owner === null && !owned.has(name))],
    ['extended statistics', source.statistics],
    ['publications', source.publications],
    ['foreign tables', source.tables.filter(({ kind }) => kind === 'foreign')],
    ['virtual tables', source.tables.filter(({ kind }) => kind === 'virtual')],
  ]
  return kinds.flatMap(([kind, objects]) =>
    objects.length === 0
      ? []
      : [`Left out, as the target has none like them: ${kind} ${objects.map(named).join(', ')}.`],
  )
}
