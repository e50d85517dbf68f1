import type { Routine } from '../../../routine.ts'
import { sqlTokens } from '../../../sql-tokens.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules } from '../kind-rules.ts'
import { routineName } from './routine-name.ts'

export const routineRules: KindRules<'function' | 'procedure' | 'aggregate'> = {
  create: ({ id, object }) => [{ action: 'create', title: `create ${id}`, ...written(object, object.definition) }],
  drop: ({ id, object }) => [{ action: 'drop', title: `drop ${id}`, statements: [`DROP ${routineName(object)}`] }],
  alter({ object: from }, { id, object: to }) {
    if (!isReplaceable(from, to)) return { how: 'replace' }
    const definition = to.definition.replace(/^CREATE (OR REPLACE )?/, 'CREATE OR REPLACE ')
    return { how: 'in place', drafts: [{ action: 'alter', title: `replace ${id}`, ...written(to, definition) }] }
  },
}

/**
 * Tables that the text of a body names need not be there yet, as pg_dump has it too; a body that is kept parsed has its
 * dependencies recorded and is always checked.
 */
function written({ body, name }: Routine, definition: string): Pick<Draft, 'statements' | 'hazards'> {
  if (body === null) return { statements: [definition] }
  const why = `Postgres keeps the body of ${name} as text and looks for what it names only when it runs.`
  return {
    statements: ['SET LOCAL check_function_bodies = off', definition],
    hazards: [hazard('depends on what is not tracked', why)],
  }
}

/**
 * What CREATE OR REPLACE lets pass: the same result, the same output arguments, no default less, and no argument renamed
 * that had a name.
 */
function isReplaceable(from: Routine, to: Routine): boolean {
  if (from.returns !== to.returns) return false
  const was = argumentsOf(from)
  const now = argumentsOf(to)
  const hasOutputs = was.some(({ mode }) => mode === 'OUT' || mode === 'INOUT')
  if (from.kind === 'aggregate' || hasOutputs) {
    const sameList = was.map(({ text }) => text).join() === now.map(({ text }) => text).join()
    return sameList && to.defaults >= from.defaults && isHypothetical(from) === isHypothetical(to)
  }
  const sameModes = was.map(({ mode }) => mode).join() === now.map(({ mode }) => mode).join()
  const named = from.argumentNames.every((name, at) => name === null || name === to.argumentNames[at])
  return sameModes && named && to.defaults >= from.defaults
}

interface Argument {
  readonly mode: string
  /** Without its default. */
  readonly text: string
}

function argumentsOf({ arguments: list }: Routine): Argument[] {
  const found: Argument[] = []
  let depth = 0
  let isDefault = false
  let words: string[] = []
  const end = () => {
    const mode = /^(IN|OUT|INOUT|VARIADIC)$/.test(words[0] ?? '') ? (words[0] ?? '') : 'IN'
    if (words.length > 0) found.push({ mode, text: words.join(' ') })
    words = []
    isDefault = false
  }
  for (const { text } of sqlTokens(list, 'subscript')) {
    if (text === '(' || text === '[') depth++
    if (text === ')' || text === ']') depth--
    if (text === ',' && depth === 0) end()
    else if (text === 'DEFAULT' && depth === 0) isDefault = true
    else if (!isDefault) words.push(text)
  }
  end()
  return found
}

function isHypothetical({ kind, definition }: Routine): boolean {
  return kind === 'aggregate' && /\bHYPOTHETICAL\b/.test(definition)
}
