import type { SchemaDefinition } from '../catalog/definition.ts'
import { type Fact, factsOf } from '../catalog/facts.ts'

export interface DefinitionText {
  readonly text: string
  /** A comment: written for people, and by them. */
  readonly isComment: boolean
}

/** Texts of a database's definition in which values could stand, by where they stand: no mask reaches them. */
export function definitionTexts(definition: SchemaDefinition): ReadonlyMap<string, DefinitionText> {
  const texts = new Map<string, DefinitionText>()
  for (const fact of factsOf(definition).values()) {
    const text = textsOf(fact).join('\n')
    if (text !== '') texts.set(fact.id, { text, isComment: false })
  }
  const comment = (on: string, text: string) => texts.set(`comment on ${on}`, { text, isComment: true })
  for (const [id, text] of Object.entries(definition.comments)) comment(id, text)
  for (const [id, parts] of Object.entries(definition.partComments))
    for (const [part, text] of Object.entries(parts)) comment(`${id}: ${part}`, text)
  return texts
}

/** What of an object is more than names and settings. */
function textsOf(fact: Fact): readonly string[] {
  switch (fact.kind) {
    case 'table':
      return fact.object.boundText === null ? [] : [fact.object.boundText]
    case 'column':
      return fact.object.generated === null ? [] : [fact.object.generated.expression]
    case 'enum':
    case 'domain':
    case 'default':
    case 'constraint':
    case 'index':
    case 'view':
    case 'materialized view':
    case 'function':
    case 'procedure':
    case 'trigger':
    case 'rule':
    case 'policy':
      return stringsIn(fact.object)
    default:
      return []
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
