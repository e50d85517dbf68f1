import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { PolicyProblem } from '../../anonymize/policy/policy-problem.ts'
import { repeatedNames } from '../../anonymize/policy/repeated-names.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { joinPath } from '../../model/problem.ts'
import { type Subset, subsetFile } from './subset-file.ts'

const operation = 'read subset'

/** A subset out of a file's text, or out of what was read of one. Throws SUBSET_INVALID with every place that is wrong. */
export function parseSubset(input: unknown): Subset {
  const value = typeof input === 'string' ? jsonOf(input) : input
  const repeated =
    typeof input === 'string'
      ? repeatedNames(input).map((path): PolicyProblem => ({ path, message: 'stands twice' }))
      : []
  const parsed = subsetFile.safeParse(value)
  const problems = [...repeated, ...(parsed.success ? [] : parsed.error.issues.flatMap(problemsOf))]
  if (!parsed.success || problems.length > 0) throw invalidSubset(operation, problems)
  const { $schema: _, ...subset } = parsed.data
  const both = Object.keys(subset.roots).filter((table) => Object.hasOwn(subset.tables, table))
  if (both.length > 0) {
    throw invalidSubset(
      operation,
      both.map((table) => ({ path: joinPath('tables', table), message: 'is a root as well' })),
    )
  }
  return subset
}

export async function readSubset(path: string): Promise<Subset> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    throw new UnderstudyError('SUBSET_INVALID', {
      operation,
      message: `The subset ${path} cannot be read: ${messageOf(thrown)}`,
      hint: 'Check the path.',
    })
  }
  return parseSubset(text)
}

const shown = 25

/** One error for all of them: the list is complete in its details, and as long as a person reads in its message. */
export function invalidSubset(operation: string, problems: readonly PolicyProblem[]): UnderstudyError {
  const lines = problems.slice(0, shown).map(({ path, message }) => `${path} ${message}`)
  const more = problems.length > shown ? `; and ${problems.length - shown} more` : ''
  return new UnderstudyError('SUBSET_INVALID', {
    operation,
    message: `The subset is invalid: ${lines.join('; ')}${more}`,
    ...(problems[0] === undefined ? {} : { at: problems[0].path }),
    details: { problems },
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new UnderstudyError('SUBSET_INVALID', {
      operation,
      message: `The subset is no JSON: ${messageOf(thrown)}`,
    })
  }
}

function problemsOf(issue: z.core.$ZodIssue): PolicyProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: joinPath('', ...issue.path, key), message: 'is not known' }))
  }
  return [{ path: joinPath('', ...issue.path) || 'the subset', message: plain(issue.message) }]
}

function plain(message: string): string {
  return message
    .replace(/^Invalid input: expected (\w+), received undefined$/, 'is missing')
    .replace(/^Invalid input: expected (.+), received (\w+)$/, 'must be $1, and is $2')
    .replace(/^Invalid (?:input|option): expected (.+)$/, 'must be $1')
    .replace(/^Too (?:small|big): expected \w+ to be (.+)$/, 'must be $1')
    .replace(/^Invalid input$/, 'must be true, false, or a number for each table')
}
