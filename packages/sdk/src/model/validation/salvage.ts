import type { z } from 'zod'
import { joinPath, type Problem, problem, quoted } from '../problem.ts'

export interface Salvaged<T> {
  /** What is right of it; undefined where too little is. */
  readonly value: T | undefined
  readonly problems: readonly Problem[]
}

/** Parses one part of a document. One bad property is reported and left out, so that the rest can still be checked. */
export function salvage<T>(schema: z.ZodType<T>, input: unknown, path: string): Salvaged<T> {
  const first = schema.safeParse(input)
  if (first.success) return { value: first.data, problems: [] }
  const problems = first.error.issues.flatMap((issue) => problemsOf(issue, input, path))
  if (!isRecord(input)) return { value: undefined, problems }
  const bad = new Set<PropertyKey>()
  for (const issue of first.error.issues) {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) for (const key of issue.keys) bad.add(key)
    else if (issue.path[0] !== undefined) bad.add(issue.path[0])
  }
  const rest = schema.safeParse(Object.fromEntries(Object.entries(input).filter(([key]) => !bad.has(key))))
  return { value: rest.success ? rest.data : undefined, problems }
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown, base: string): Problem[] {
  const path = joinPath(base, ...issue.path)
  const what = path === '' ? 'the schema' : path
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      problem('UNKNOWN_PROPERTY', joinPath(path, key), `${quoted(key)} is not known to ${what}`),
    )
  }
  if (valueAt(input, issue.path) === undefined) return [problem('MISSING', path, `${what} is missing`)]
  return [problem('MALFORMED', path, `${what}: ${messageOf(issue)}`)]
}

/** Of alternatives that all fail, what each of them asks for. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message
  const inner = issue.errors.flatMap((errors) => errors.slice(0, 1).map(messageOf))
  return inner.length === 0 ? issue.message : [...new Set(inner)].join(', or ')
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = Reflect.get(value, step)
  }
  return value
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
