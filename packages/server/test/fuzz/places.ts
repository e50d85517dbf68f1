import { type Document, type Operation, resolved, type Schema } from './document.ts'

/** Somewhere that a text stands in a request. */
export type Place =
  | { readonly in: 'path' | 'query'; readonly name: string }
  /** The way through the body: names, and 0 for the first of a list. */
  | { readonly in: 'body'; readonly way: readonly (string | 0)[] }

const deepest = 5

/** Every place of a request to the operation. */
export function placesOf(operation: Operation, document: Document): Place[] {
  const named = operation.parameters.flatMap(({ in: where, name }): Place[] =>
    where === 'header' ? [] : [{ in: where, name }],
  )
  const body = operation.requestBody?.content?.['application/json']?.schema
  const ways = body === undefined ? [] : waysTo(body, document, [])
  return [...named, ...unique(ways).map((way): Place => ({ in: 'body', way }))]
}

function waysTo(given: Schema, document: Document, way: readonly (string | 0)[]): (readonly (string | 0)[])[] {
  if (way.length > deepest) return []
  const schema = resolved(given, document)
  const further = (one: Schema, step: string | 0) => waysTo(one, document, [...way, step])
  const { additionalProperties: others, items } = schema
  return [
    ...(way.length > 0 && [schema.type].flat().some((type) => type === 'string' || type === undefined) ? [way] : []),
    ...[schema.anyOf, schema.oneOf, schema.allOf].flatMap((all = []) =>
      all.flatMap((one) => waysTo(one, document, way)),
    ),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => further(one, name)),
    ...(typeof others === 'object' ? further(others, 'x') : []),
    ...(items ? further(items, 0) : []),
  ]
}

function unique(ways: readonly (readonly (string | 0)[])[]): (readonly (string | 0)[])[] {
  return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()]
}

/** The body with the text there; what is on the way and missing is made. */
export function withTextAt(body: unknown, [step, ...rest]: readonly (string | 0)[], text: string): unknown {
  if (step === undefined) return text
  if (step === 0) {
    const [first, ...others] = Array.isArray(body) ? body : []
    return [withTextAt(first, rest, text), ...others]
  }
  const known = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.entries(body) : []
  const before = known.find(([name]) => name === step)?.[1]
  return Object.fromEntries([...known.filter(([name]) => name !== step), [step, withTextAt(before, rest, text)]])
}
