import type { FactOf } from '../../../facts.ts'
import { sqlTokens } from '../../../sql-tokens.ts'
import type { Draft, World } from '../kind-rules.ts'
import { routineRules } from './routine.ts'

/**
 * A routine of the same signature whose body needs nothing, so that what its body needs can be made after it; null where
 * the body is kept as text and so needs nothing already.
 */
export function stubOf({ id, object }: FactOf<'function' | 'procedure'>): Draft | null {
  if (object.body !== null) return null
  const { definition } = object
  const tokens = sqlTokens(definition, 'subscript')
  const language = tokens.findIndex(({ text }, at) => text === 'LANGUAGE' && depthAt(tokens, at) === 0)
  const body = tokens.find(
    ({ kind, text }, at) => at > language + 1 && kind === 'word' && /^(BEGIN|RETURN)$/.test(text),
  )
  const name = tokens[language + 1]
  if (language < 0 || body === undefined || name === undefined) return null
  // The only language that Postgres always has beside it, and whose bodies are not held against the result they promise.
  const head = `${definition.slice(0, name.start)}plpgsql${definition.slice(name.end, body.start)}`
  return {
    action: 'create',
    title: `create ${id} without its body`,
    statements: [`${head.trimEnd()}\nAS $stub$ BEGIN RAISE EXCEPTION 'it has no body yet'; END $stub$`],
  }
}

/** What turns the stub into the routine. */
export function overStub(fact: FactOf<'function' | 'procedure'>, world: World): readonly Draft[] {
  return routineRules
    .create(fact, world)
    .map((draft) => ({ ...draft, action: 'alter', title: `give ${fact.id} its body` }))
}

function depthAt(tokens: ReturnType<typeof sqlTokens>, at: number): number {
  let depth = 0
  for (const { text } of tokens.slice(0, at)) depth += text === '(' ? 1 : text === ')' ? -1 : 0
  return depth
}
