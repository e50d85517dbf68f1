import type { StandardSchemaV1 } from '@standard-schema/spec'
import { Refused } from './refused.ts'

interface Problem {
  readonly path: string
  readonly message: string
}

/** The outputs of a schema for all inputs, or one refusal that names every place. */
export async function validated(
  schema: StandardSchemaV1,
  inputs: readonly unknown[],
  operation: string,
): Promise<readonly unknown[]> {
  const problems: Problem[] = []
  const outputs: unknown[] = []
  for (const [at, input] of inputs.entries()) {
    const result = await schema['~standard'].validate(input)
    if (result.issues) problems.push(...result.issues.map((issue) => problemOf(issue, input, at)))
    else outputs.push(result.value)
  }
  if (problems.length === 0) return outputs
  throw new Refused(400, 'ENTITY_INVALID', {
    message: `The input of ${operation} is not valid: ${[...new Set(problems.map(({ path }) => path))].join(', ')}`,
    details: { problems },
  })
}

function problemOf({ message, path = [] }: StandardSchemaV1.Issue, input: unknown, at: number): Problem {
  const keys = path.map((part) => (typeof part === 'object' ? part.key : part))
  const named = keys.map((key) => (/^[\w-]{1,64}$/.test(String(key)) ? String(key) : '?'))
  const place = valueAt(input, keys)
  return { path: [`inputs[${at}]`, ...named].join('.'), message: quotes(message, place) ? 'is not valid' : message }
}

function valueAt(input: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined,
    input,
  )
}

/** Some libraries say what was received. What was sent does not come back, not even to whoever sent it. */
function quotes(message: string, value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).some(
      ([key, inner]) => quotes(message, inner) || (!Array.isArray(value) && quotes(message, key)),
    )
  }
  const text = String(value)
  return value !== undefined && value !== null && text !== '' && message.includes(text)
}
