import type { Session } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { refuseAborted } from '../../database/lane.ts'
import { quoteIdentifier, quoteTable } from '../../database/postgres/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import { buildStaging } from '../copy/build-staging.ts'
import { runSteps } from '../copy/run-steps.ts'
import type { CopyContext } from '../copy-context.ts'
import { readRows } from '../sqlite/read-rows.ts'
import { formOf, rowMask } from '../sqlite/row-mask.ts'
import { readSourceFacts } from '../sqlite/source-facts.ts'
import { canonicalText, ExactText, type StoredValue } from '../sqlite/stored-value.ts'
import { layoutOf } from '../sqlite/table-layout.ts'
import type { ConvertedTable } from './converted.ts'
import { copyWholeTable, type SourceBatch } from './copy-whole-table.ts'
import { convertFor } from './plan-pair.ts'
import { uncastable } from './refuse-value.ts'
import { maskOf } from './table-plans.ts'
import { hasZone, inUtc, misfit } from './value-for-postgres.ts'

/** From SQLite: the tables in Postgres, and their rows by COPY, on one state of the file. */
export async function copyToPostgres(context: CopyContext): Promise<void> {
  const { source, plan, ledger, signal, emit } = context
  await using staging = await connect(context.staging, { maxConnections: 2 })
  await buildStaging(plan, { staging, ledger, signal, emit })
  await source.session(
    async (session) => {
      const { settings } = await readSourceFacts(session)
      const { tables } = await convertFor(session, context)
      for (const { table: name } of plan.tables) {
        const table = tables.get(name)
        if (table === undefined) continue
        await staging.session((target) =>
          copyTable(context, { session, target, encoding: settings.encoding }, name, table),
        )
      }
    },
    { signal },
  )
}

const stepsATime = 100

export async function finishToPostgres(context: CopyContext): Promise<void> {
  const { plan, ledger, signal, emit } = context
  await using staging = await connect(context.staging, { maxConnections: 2 })
  const { after } = plan
  for (let at = 0; at < after.length; at += stepsATime) {
    const steps = after.slice(at, at + stepsATime)
    await runSteps(`after ${at}`, steps, { staging, ledger, signal })
    emit({ type: 'step', done: at + steps.length, of: after.length, title: steps.at(-1)?.title ?? '' })
  }
  await staging.execute('analyze')
}

interface Ends {
  readonly session: Session
  readonly target: Session
  readonly encoding: string
}

async function copyTable(
  context: CopyContext,
  { session, target, encoding }: Ends,
  name: string,
  { from, to, columns }: ConvertedTable,
): Promise<void> {
  const policy = maskOf(context.policy, name, from)
  const names = columns.map((one) => one.from.name)
  const mask = rowMask(policy, names)
  const forms = names.map((one) => formOf(policy, one))
  const layout = layoutOf(from)
  const table = quoteTable(to)
  const line = (row: readonly StoredValue[]): string => {
    const texts = row.map((value, at) => plainText(value, at))
    const written = [...texts]
    mask.row(
      (place) => texts[place] ?? null,
      (place, text) => {
        written[place] = text
      },
    )
    return `${written.map((text, at) => (text === null ? '\\N' : escaped(fitting(text, at)))).join('\t')}\n`
  }
  const plainText = (value: StoredValue, at: number): string | null => {
    const way = columns[at]?.way
    if (value instanceof Uint8Array && way !== 'bytes' && way !== 'uuid')
      throw uncastable(name, names[at] ?? '', 'bytes that are no text')
    if (value instanceof ExactText && encoding === 'UTF-8')
      throw uncastable(name, names[at] ?? '', 'text that is no UTF-8')
    if (way === 'wall clock' && typeof value === 'string' && hasZone(value))
      throw uncastable(name, names[at] ?? '', 'moments with a zone and moments without')
    return canonicalText(value, forms[at])
  }
  const fitting = (text: string, at: number): string => {
    const wrong = misfit(text, columns[at]?.way ?? 'text')
    if (wrong !== undefined) throw uncastable(name, names[at] ?? '', wrong)
    return columns[at]?.way === 'instant' ? inUtc(text) : text
  }
  await copyWholeTable({
    context,
    name,
    policy,
    mask,
    read: () => readAll(context, session, layout, encoding, name),
    async replace(batches) {
      await target.transaction(async (transaction) => {
        await transaction.query(`delete from ${table}`)
        if (transaction.copy === undefined)
          throw new UnderstudyError('INTERNAL', { operation: `copy ${name}`, message: 'Postgres has COPY' })
        const list = columns.map((one) => quoteIdentifier(one.to.name)).join(', ')
        await transaction.copy.in(`copy ${table} (${list}) from stdin`, encoded(batches, line), {
          signal: context.signal,
        })
      })
    },
  })
}

async function* readAll(
  { selections, signal }: CopyContext,
  session: Session,
  layout: ReturnType<typeof layoutOf>,
  encoding: string,
  name: string,
): AsyncGenerator<SourceBatch, void, undefined> {
  const selection = selections.get(name)
  const conditions = selection === undefined ? [undefined] : selection.conditions()
  for await (const condition of conditions) {
    for await (const batch of readRows(session, layout, encoding, { condition })) {
      refuseAborted(signal)
      yield batch
    }
  }
}

async function* encoded(
  batches: AsyncIterable<readonly StoredValue[][]>,
  line: (row: readonly StoredValue[]) => string,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const rows of batches) yield Buffer.from(rows.map(line).join(''))
}

const special = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escaped(text: string): string {
  return text.replace(special, (one) => escapes[one] ?? one)
}
