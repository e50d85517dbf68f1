import { quoteLiteral, quoteTable } from '../../../database/postgres/quote.ts'
import type { Routine } from '../../routine.ts'

type Modifies = 'r' | 's' | 'w'

/** What the catalog knows of an aggregate; functions, types and operators as the engine writes their names. */
export interface AggregateFact {
  readonly kind: 'n' | 'o' | 'h'
  readonly step: string
  readonly state: string
  readonly space: number
  readonly final: string | null
  readonly finalExtra: boolean
  readonly finalModifies: Modifies
  readonly combine: string | null
  readonly serialize: string | null
  readonly deserialize: string | null
  readonly initial: string | null
  readonly movingStep: string | null
  readonly movingInverse: string | null
  readonly movingState: string | null
  readonly movingSpace: number
  readonly movingFinal: string | null
  readonly movingFinalExtra: boolean
  readonly movingFinalModifies: Modifies
  readonly movingInitial: string | null
  readonly sortOperator: string | null
  readonly parallel: 's' | 'r' | 'u'
}

const named = (column: string) => `case when ${column} <> 0 then ${column}::regproc::text end`

/** An AggregateFact, or null, of pg_proc `p` and pg_aggregate `a`. */
export const aggregateFact = `case when a.aggfnoid is not null then pg_catalog.json_build_object(
    'kind', a.aggkind,
    'step', a.aggtransfn::regproc::text,
    'state', pg_catalog.format_type(a.aggtranstype, null),
    'space', a.aggtransspace,
    'final', ${named('a.aggfinalfn')},
    'finalExtra', a.aggfinalextra,
    'finalModifies', a.aggfinalmodify,
    'combine', ${named('a.aggcombinefn')},
    'serialize', ${named('a.aggserialfn')},
    'deserialize', ${named('a.aggdeserialfn')},
    'initial', a.agginitval,
    'movingStep', ${named('a.aggmtransfn')},
    'movingInverse', ${named('a.aggminvtransfn')},
    'movingState', case when a.aggmtranstype <> 0 then pg_catalog.format_type(a.aggmtranstype, null) end,
    'movingSpace', a.aggmtransspace,
    'movingFinal', ${named('a.aggmfinalfn')},
    'movingFinalExtra', a.aggmfinalextra,
    'movingFinalModifies', a.aggmfinalmodify,
    'movingInitial', a.aggminitval,
    'sortOperator', (
      select pg_catalog.quote_ident(n.nspname) || '.' || o.oprname
      from pg_catalog.pg_operator o
      join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
      where o.oid = a.aggsortop
    ),
    'parallel', p.proparallel
  ) end`

const modifies = { r: 'READ_ONLY', s: 'SHAREABLE', w: 'READ_WRITE' } as const

/** The statement that makes an aggregate: the engine has a function that writes one for every routine but these. */
export function aggregateDefinition(
  routine: Pick<Routine, 'schema' | 'name' | 'arguments'>,
  fact: AggregateFact,
): string {
  const usual: Modifies = fact.kind === 'n' ? 'r' : 'w'
  const parts: (string | false)[] = [
    `SFUNC = ${fact.step}`,
    `STYPE = ${fact.state}`,
    fact.space !== 0 && `SSPACE = ${fact.space}`,
    fact.final !== null && `FINALFUNC = ${fact.final}`,
    fact.finalExtra && 'FINALFUNC_EXTRA',
    fact.finalModifies !== usual && `FINALFUNC_MODIFY = ${modifies[fact.finalModifies]}`,
    fact.combine !== null && `COMBINEFUNC = ${fact.combine}`,
    fact.serialize !== null && `SERIALFUNC = ${fact.serialize}`,
    fact.deserialize !== null && `DESERIALFUNC = ${fact.deserialize}`,
    fact.initial !== null && `INITCOND = ${quoteLiteral(fact.initial)}`,
    fact.movingStep !== null && `MSFUNC = ${fact.movingStep}`,
    fact.movingInverse !== null && `MINVFUNC = ${fact.movingInverse}`,
    fact.movingState !== null && `MSTYPE = ${fact.movingState}`,
    fact.movingSpace !== 0 && `MSSPACE = ${fact.movingSpace}`,
    fact.movingFinal !== null && `MFINALFUNC = ${fact.movingFinal}`,
    fact.movingFinalExtra && 'MFINALFUNC_EXTRA',
    fact.movingFinalModifies !== usual && `MFINALFUNC_MODIFY = ${modifies[fact.movingFinalModifies]}`,
    fact.movingInitial !== null && `MINITCOND = ${quoteLiteral(fact.movingInitial)}`,
    fact.sortOperator !== null && `SORTOP = OPERATOR(${fact.sortOperator})`,
    fact.kind === 'h' && 'HYPOTHETICAL',
    fact.parallel !== 'u' && `PARALLEL = ${fact.parallel === 's' ? 'SAFE' : 'RESTRICTED'}`,
  ]
  const options = parts.filter((part) => part !== false).map((part) => `    ${part}`)
  return `CREATE OR REPLACE AGGREGATE ${quoteTable(routine)}(${routine.arguments || '*'}) (\n${options.join(',\n')}\n)`
}
