import { writeFile } from 'node:fs/promises'
import { connect, DatabaseContextManager, parseReplayToken, type ReplayReport, replay } from '@understudy/sdk'
import { messageOf, UnderstudyError } from '@understudy/sdk/error'
import { counted } from '../../terminal/amounts.ts'
import type { Around, Outcome } from '../command.ts'
import { resolveWritablePlace } from '../resolve-writable-place.ts'
import { readNeeds, type TestNeeds } from './read-needs.ts'

export interface ReplayFlags {
  readonly from?: string
  readonly into?: string
  readonly out?: string
  readonly needs?: string
  readonly json?: boolean
}

/** Makes the rows of a token again: in a copy of the database that the test ran on, or in a database that keeps them. */
export async function replayCommand(token: string, flags: ReplayFlags, around: Around): Promise<Outcome> {
  const { from, into } = flags
  const out = flags.out ?? (into === undefined && flags.json !== true ? '-' : undefined)
  if (from === undefined && into === undefined) throw usage('a replay needs a database: give --from URL or --into URL')
  if (out === '-' && flags.json) throw usage('--json and --out - both want standard output: name a file')
  if (out === '-') around.terminal.reserveStdout()
  parseReplayToken(token)
  const needs = flags.needs === undefined ? {} : await readNeeds(flags.needs)
  const copied = from === undefined ? undefined : await inCopy(token, from, needs, around)
  const report = into === undefined ? copied : await inDatabase(token, into, needs, around)
  if (!report) throw usage('a replay needs a database: give --from URL or --into URL')
  if (out !== undefined) await write(report, out, around)
  const rows = report.tables.reduce((sum, one) => sum + one.rows, 0)
  const names = report.needs.map(({ name }) => name).join(', ') || 'no test data'
  return {
    document: {
      command: 'replay',
      seed: report.seed,
      needs: report.needs,
      tables: report.tables,
      rows,
      out: out ?? null,
    },
    lines: [
      `${counted(rows, 'row')} as the test saw them (seed ${report.seed}: ${names})`,
      ...report.tables.map((one) => `${one.table}: ${one.rows}`),
    ],
  }
}

async function inCopy(token: string, from: string, needs: TestNeeds, { signal }: Around): Promise<ReplayReport> {
  const { url } = await resolveWritablePlace(from)
  await using manager = new DatabaseContextManager({ sweep: false })
  await using context = await manager.setupContext('database', {
    database: { url, prepare: needs.prepare, leaks: 'off', ready: 0 },
    signal,
  })
  return await replay(token, { database: context.database, needs: needs.data, signal })
}

async function inDatabase(token: string, into: string, needs: TestNeeds, { signal }: Around): Promise<ReplayReport> {
  await using database = await connect((await resolveWritablePlace(into)).url, { create: false })
  return await replay(token, { database, needs: needs.data, signal })
}

async function write({ lines }: ReplayReport, out: string, { terminal }: Around): Promise<void> {
  const text = lines.map((line) => `${line}\n`).join('')
  if (out === '-') {
    terminal.data.write(text)
    return
  }
  try {
    await writeFile(out, text, { flag: 'wx' })
  } catch (thrown) {
    const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST'
    throw new UnderstudyError(exists ? 'FILE_EXISTS' : 'WRITE_FAILED', {
      operation: 'write the rows',
      at: out,
      message: exists ? `${out} is there already` : `${out} cannot be written: ${messageOf(thrown)}`,
      cause: thrown,
    })
  }
}

function usage(message: string): UnderstudyError {
  return new UnderstudyError('USAGE', { operation: 'read the command line', message })
}
