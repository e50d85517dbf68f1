import type { Answer, Asked } from '../api.ts'
import { type Places, placeOf, placesOf, positionOf } from '../format/json-places.ts'
import type { Span } from '../format/json-tree.ts'
import type { PlacedProblem } from '../format/placed-problem.ts'

type Problem = Answer<'post', '/validate'>['problems'][number]
type RowsRequest = Asked<'post', '/plan'>['json']

/** The text as a document to send, or why it is none. */
export interface SchemaText {
  readonly document: RowsRequest['schema'] | undefined
  readonly problems: readonly PlacedProblem[]
  readonly places: Places
}

export function readSchemaText(text: string): SchemaText {
  const places = placesOf(text)
  const { broken } = places
  if (broken) {
    const span = { start: broken.offset, end: Math.min(broken.offset + 1, text.length) }
    const problem = {
      message: `this is no JSON: ${broken.expected} is expected here`,
      fix: 'Correct the text at this place.',
    }
    return { document: undefined, problems: [at(span, problem, text)], places }
  }
  const document: unknown = JSON.parse(text)
  if (isObject(document)) return { document, problems: [], places }
  const problem = { message: 'a schema is an object', fix: 'Begin it with { and end it with }.' }
  return { document: undefined, problems: [at({ start: 0, end: text.length }, problem, text)], places }
}

export function placed(problem: Problem, text: string, places: Places): PlacedProblem {
  return at(placeOf(places, problem.path) ?? { start: 0, end: 0 }, problem, text)
}

function at(span: Span, problem: Omit<Problem, 'code' | 'path'> & Partial<Problem>, text: string): PlacedProblem {
  return { code: '', path: '', ...problem, span, ...positionOf(text, span.start) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
