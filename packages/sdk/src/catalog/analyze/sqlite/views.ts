import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import type { View, ViewColumn } from '../../definition.ts'
import { closingParenthesis, splitAtCommas } from '../../sql-tokens.ts'
import { normalForm } from './normal-form.ts'
import type { OtherFact } from './read.ts'
import { isSymbol, sqliteTokens, wordOf } from './tokens.ts'

/** Where a view was given names for its columns, they are its option `columns`, as they stand in CREATE VIEW. */
export function view({ name, sql }: OtherFact, columns: readonly ViewColumn[]): View {
  const tokens = sqliteTokens(sql)
  const as = tokens.findIndex((token, at) => at > 2 && wordOf(token) === 'AS')
  const open = tokens.findIndex((token) => isSymbol(token, '('))
  const names = open >= 0 && open < as ? splitAtCommas(tokens.slice(open + 1, closingParenthesis(tokens, open))) : []
  const list = names.map(([token]) => quoteIdentifier(token?.value ?? '')).join(', ')
  return {
    schema: 'main',
    name,
    materialized: false,
    definition: normalForm(tokens.slice(as + 1)),
    columns,
    options: list === '' ? {} : { columns: list },
    populated: true,
    accessMethod: null,
    tablespace: null,
    clusteredOn: null,
  }
}
