import { parseSubset, parseTestSuites } from '../../packages/sdk/src/clone.ts'
import { parseConfig, parsePolicy, validateSchema } from '../../packages/sdk/src/index.ts'
import { problemCodes } from '../../packages/sdk/src/model/problem.ts'
import { parseQualityRules } from '../../packages/sdk/src/quality.ts'

/** Of a part of a schema only its form can be judged: what it names stands elsewhere. */
const ofForm: ReadonlySet<string> = new Set([
  'MALFORMED',
  'MISSING',
  'UNKNOWN_PROPERTY',
  'UNKNOWN_KIND',
  'OPTIONS_INVALID',
])
const anEntity = { name: 'any', fields: { id: 'sequence' } }
const relationships = new Set(['one-to-one', 'one-to-many', 'many-to-many', 'polymorphic'])

/** Kinds of files that say what they are. */
const parsers: Readonly<Record<string, (document: unknown) => unknown>> = {
  'understudy.config': (document) => parseConfig(document, 'the configuration'),
  'understudy.quality-rules': parseQualityRules,
  'masking-policy': parsePolicy,
  subset: parseSubset,
  'test-suites': parseTestSuites,
}

/** What is wrong with a document or a part of one, as far as its shape tells what it is. */
export function problemsOf(code: string): string[] {
  const document: unknown = JSON.parse(code)
  if (Array.isArray(document)) {
    const key = document.every((one) => isObject(one) && relationships.has(String(one.type)))
      ? 'relationships'
      : 'constraints'
    return schemaProblems({ entities: [anEntity], [key]: document }, ofForm)
  }
  if (!isObject(document)) return ['it is neither an object nor a list']
  const parse = parsers[String(document.kind)]
  if (parse) return thrownBy(() => parse(document))
  if ('fields' in document) return schemaProblems({ entities: [document] })
  if (isSchema(document)) return schemaProblems(document)
  if ('entities' in document) return schemaProblems({ entities: [anEntity], volume: document }, ofForm)
  if ('path' in document) return Object.hasOwn(problemCodes, String(document.code)) ? [] : ['there is no such problem']
  return ['nobody can tell what it is: give it a shape that test/docs/check-json.ts knows, or a reason not to run it']
}

/** Each line is a check of fields that nobody declared. */
export function expressionProblems(lines: string): string[] {
  const constraints = lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((expression) => ({ type: 'check', entity: 'any', expression }))
  return schemaProblems(
    { entities: [anEntity], constraints },
    new Set(['EXPRESSION_INVALID', 'EXPRESSION_UNSUPPORTED']),
  )
}

function schemaProblems(schema: unknown, counting?: ReadonlySet<string>): string[] {
  return validateSchema(schema)
    .problems.filter(({ code }) => counting?.has(code) ?? true)
    .map(({ code, path, message }) => `${code} ${path}: ${message}`)
}

function thrownBy(parse: () => unknown): string[] {
  try {
    parse()
    return []
  } catch (thrown) {
    return [String(thrown)]
  }
}

function isSchema({ entities }: Record<string, unknown>): boolean {
  return Array.isArray(entities) && entities.every((one) => isObject(one) && 'fields' in one)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
