import type { Routine } from '../../../routine.ts'
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
  if (from.kind !== to.kind || from.returns !== to.returns) return false
  if (from.kind === 'aggregate' || hasOutputs(from) || hasOutputs(to)) {
    return from.arguments === to.arguments && isHypothetical(from) === isHypothetical(to)
  }
  const named = from.argumentNames.every((name, at) => name === null || name === to.argumentNames[at])
  return named && to.defaults >= from.defaults && isVariadic(from) === isVariadic(to)
}

/** It may take a word of a default for a mode: then what could be replaced in place is made again. */
function hasOutputs({ arguments: list, returns }: Routine): boolean {
  return /(^|, )(OUT|INOUT) /.test(list) || (returns?.startsWith('TABLE(') ?? false)
}

function isVariadic({ arguments: list }: Routine): boolean {
  return /(^|, )VARIADIC /.test(list)
}

function isHypothetical({ kind, definition }: Routine): boolean {
  return kind === 'aggregate' && /\bHYPOTHETICAL\b/.test(definition)
}
