import { type Model, plainTypes, type RandomView } from './model.ts'
import { renderedTable, type TableParts } from './render-table.ts'
import { columnsOf, quoted, type ResolvedColumn, text } from './resolve.ts'

/** The model as one script of SQL. */
export function rendered(model: Model): string {
  const tables = Object.keys(model.tables).map((name) => renderedTable(model, name))
  const part = (name: keyof TableParts): readonly string[] => tables.flatMap((one) => one[name])
  const views = renderedViews(model)
  const statements = [
    ...types(model),
    ...sequences(model),
    ...functions(model),
    ...domains(model),
    ...part('tables'),
    ...part('indexes'),
    ...part('references'),
    ...views.statements,
    ...counters(model, views.columns),
    ...part('rest'),
  ]
  return `${statements.join(';\n')};\n`
}

const commentOn = (object: string, comment: string | null): string[] =>
  comment === null ? [] : [`comment on ${object} is ${text(comment)}`]

function types({ enums, composites }: Model): string[] {
  return [
    ...Object.entries(enums).flatMap(([name, { values, comment }]) => [
      `create type ${quoted(name)} as enum (${values.map(text).join(', ')})`,
      ...commentOn(`type ${quoted(name)}`, comment),
    ]),
    ...Object.entries(composites).map(([name, { fields }]) => {
      const list = Object.entries(fields).map(
        ([field, { type }]) => `${quoted(field)} ${type in plainTypes || type in enums ? typeName(type) : 'integer'}`,
      )
      return `create type ${quoted(name)} as (${list.join(', ')})`
    }),
  ]
}

const typeName = (type: string): string => (type in plainTypes ? type : quoted(type))

function sequences({ sequences: all }: Model): string[] {
  return Object.entries(all).map(
    ([name, { type, increment, cycle }]) =>
      `create sequence ${quoted(name)} as ${type} increment ${increment}${cycle ? ' cycle' : ''}`,
  )
}

function functions({ functions: all, triggerBody }: Model): string[] {
  const trigger = `create function touched() returns trigger language plpgsql as $$ begin /* ${triggerBody} */ return coalesce(new, old); end $$`
  return [
    ...Object.entries(all).flatMap(([name, { language, factor, calls, secret, comment }]) => {
      const inner = calls < name && calls in all ? `public.${quoted(calls)}(a)` : 'a'
      const body = {
        sql: `language sql immutable as $$ select ${inner} * ${factor} $$`,
        plpgsql: `language plpgsql immutable as $$ begin return ${inner} * ${factor}; end $$`,
        atomic: `language sql immutable begin atomic select ${inner} * ${factor}; end`,
      }
      return [
        `create function ${quoted(name)}(a integer) returns integer ${body[language]}`,
        ...(secret ? [`revoke execute on function ${quoted(name)} from public`] : []),
        ...commentOn(`function ${quoted(name)}`, comment),
      ]
    }),
    trigger,
  ]
}

function domains(model: Model): string[] {
  const [called] = Object.keys(model.functions)
  return Object.entries(model.domains).map(([name, { base, check, least, required }]) => {
    const value = base === 'text' ? 'length(value)' : 'value'
    const checks = {
      none: '',
      compare: ` check (${value} >= ${least})`,
      function:
        called === undefined || base !== 'integer' ? '' : ` check (public.${quoted(called)}(value) >= ${least})`,
    }
    return `create domain ${quoted(name)} as ${base}${required ? ' not null' : ''}${checks[check]}`
  })
}

type Columns = ReadonlyMap<string, readonly ResolvedColumn[]>

function renderedViews(model: Model): { statements: string[]; columns: Columns } {
  const columns = new Map(Object.keys(model.tables).map((name) => [name, columnsOf(model, name)]))
  const statements: string[] = []
  for (const [name, view] of Object.entries(model.views).sort(([one], [other]) => rank(one) - rank(other))) {
    const from = columns.get(view.over)
    if (from === undefined || from.length === 0) continue
    const seen = view.star ? from : from.filter((_, i) => (view.columns >> (i % 8)) & 1)
    const shown = seen.length > 0 ? seen : from.slice(0, 1)
    statements.push(...viewStatements(model, name, view, from, shown))
    columns.set(name, shown)
  }
  return { statements, columns }
}

/** A view may only stand on one of a lower rank. */
const rank = (view: string): number => Number(/\d/.exec(view)?.[0])

function viewStatements(
  model: Model,
  name: string,
  view: RandomView,
  from: readonly ResolvedColumn[],
  shown: readonly ResolvedColumn[],
): string[] {
  const number = from.find(({ type }) => type === 'integer')
  const [called] = Object.keys(model.functions)
  const computed =
    view.computed && number && called !== undefined
      ? `, public.${quoted(called)}(${quoted(number.name)}) as "computed ${rank(name)}"`
      : ''
  const list = view.star ? '*' : shown.map((one) => quoted(one.name)).join(', ')
  const where = view.filtered ? ` where ${quoted(from[0]!.name)} is not null` : ''
  const kind = view.materialized ? 'materialized view' : 'view'
  const options = view.barrier && !view.materialized ? ' with (security_barrier)' : ''
  return [
    `create ${kind} ${quoted(name)}${options} as select ${list}${computed} from ${quoted(view.over)}${where}`,
    ...(view.materialized
      ? [`create index ${quoted(`${name} index`)} on ${quoted(name)} (${quoted(shown[0]!.name)})`]
      : []),
    ...commentOn(`${kind} ${quoted(name)}`, view.comment),
  ]
}

function counters(model: Model, columns: Columns): string[] {
  return Object.entries(model.counters).flatMap(([name, { over, how }]) => {
    if (!columns.has(over)) return []
    const query = `select count(*) from public.${quoted(over)}`
    const bodies = {
      atomic: `bigint language sql stable begin atomic ${query}; end`,
      sql: `bigint language sql stable as $$ ${query} $$`,
      plpgsql: `bigint language plpgsql stable as $$ begin return (${query}); end $$`,
      rows: `setof public.${quoted(over)} language sql stable as $$ select * from public.${quoted(over)} $$`,
    }
    return [`create function ${quoted(name)}() returns ${bodies[how]}`]
  })
}
