import { isSymbol, sqliteTokens } from '../../analyze/sqlite/tokens.ts'
import { canonical } from '../../diff/canonical.ts'
import { objectId } from '../../identity.ts'
import type { Refusal } from '../step.ts'
import type { TableChange } from './table-change.ts'

/** What no step is made for. */
export function refusal({ from, to, how }: TableChange): Refusal | undefined {
  const object = objectId('table', to.schema, to.name)
  if (to.kind === 'virtual') {
    const given = ({ accessMethod, options }: typeof to) => canonical([accessMethod, options])
    if (given(from) === given(to)) return undefined
    return {
      object,
      why: `${to.name} is a virtual table, which can't be altered, and only its module ${to.accessMethod} knows what it holds.`,
      hint: 'Drop it in one migration, make it as it is wanted in the next, and fill it by what its module has for that.',
    }
  }
  const texts = [
    ...to.columns.flatMap(({ generated }) => generated?.expression ?? []),
    ...to.constraints.flatMap((one) => (one.kind === 'check' ? one.expression : [])),
  ]
  if (how !== 'rebuild' || !texts.some((text) => namesTable(text, to.name))) return undefined
  return {
    object,
    why: `An expression of ${to.name} names the table itself, and so can't be taken over into the table that replaces it.`,
    hint: `Write its columns without the name of the table.`,
  }
}

function namesTable(expression: string, table: string): boolean {
  const tokens = sqliteTokens(expression)
  return tokens.some(
    ({ kind, value }, at) =>
      (kind === 'word' || kind === 'quoted') &&
      value.toLowerCase() === table.toLowerCase() &&
      isSymbol(tokens[at + 1], '.'),
  )
}
