import { readFile, stat, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type AnonymizedBatches,
  anonymizeBatches,
  formatNamed,
  keyFromEnvironment,
  type MaskingKey,
  type MaskingPolicy,
} from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import { entityField, namesEntities } from '@understudy/sdk/formats'
import { counted, seconds } from '../../terminal/amounts.ts'
import { systemMessage } from '../../terminal/system-message.ts'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { fileSink, type Sink, streamSink } from '../generate/sinks.ts'
import { readPolicy } from '../read-policy.ts'
import { MaskedEncoder } from './encode-masked.ts'
import { reportLines, reportOf } from './masking-report.ts'
import { type OpenedFile, openBatches } from './read-batches.ts'
import { readForms } from './read-forms.ts'
import { tableOfFile } from './table-of-file.ts'

export interface AnonymizeFlags {
  readonly rules: string
  readonly out: string
  readonly table?: string
  readonly keyFile?: string
  readonly format?: string
  readonly form: readonly string[]
  readonly report?: string
  readonly force?: boolean
  readonly json?: boolean
}

export async function anonymizeFile(path: string, flags: AnonymizeFlags, around: Around): Promise<Outcome> {
  const { out, force = false } = flags
  const format = formatNamed(flags.format ?? formatOf(path))
  const written = out === '-' ? format : formatNamed(formatOf(out, format.name))
  const forms = readForms(flags.form)
  if (out !== '-') await refuseTaken(out, path, force)
  if (flags.report !== undefined) await refuseTaken(flags.report, path, force)
  const policy = await readPolicy(flags.rules)
  if (format.name === 'ndjson') await refuseSeveral(path, policy)
  const table = tableOfFile(path, policy, flags.table)
  const key = await keyFor(flags.keyFile)
  if (out === '-') around.terminal.reserveStdout()

  const start = performance.now()
  await using file = await openBatches(path, format, table)
  const found = await anonymizeBatches(file.batches, policy, { key, table, forms })
  const sink = out === '-' ? streamSink(around.terminal.data) : await fileSink(out)
  const rows = await writeMasked(found, new MaskedEncoder(written, table), sink, file, around)
  const spent = (performance.now() - start) / 1000
  const report = {
    ...reportOf(table, found, rows),
    file: path,
    out: out === '-' ? 'stdout' : out,
    format: written.name,
  }
  if (flags.report !== undefined) await writeReport(flags.report, report)
  return {
    document: { command: 'anonymize', ...report, seconds: spent },
    lines: [
      `${counted(rows, 'row')} of ${table} ${out === '-' ? 'masked' : `masked into ${out}`} in ${seconds(spent)}`,
      ...reportLines(report),
    ],
  }
}

/** Rows of several tables, as `generate` writes them and a scan reads them; where the policy knows the field, it is one of others. */
async function refuseSeveral(path: string, { tables }: MaskingPolicy): Promise<void> {
  if (Object.values(tables).some(({ columns }) => Object.hasOwn(columns, entityField))) return
  // What cannot be read is told when it is opened.
  if (!(await namesEntities(path).catch(() => false))) return
  throw usage(
    `the rows of ${path} say in ${entityField} which table they are of, and one table a file is masked`,
    `Part it first, a file for each table: jq -c 'select(.${entityField} == "NAME") | del(.${entityField})' ${path}`,
  )
}

async function writeMasked(
  found: AnonymizedBatches | null,
  encoder: MaskedEncoder,
  sink: Sink,
  file: OpenedFile,
  { terminal, signal }: Around,
): Promise<number> {
  let rows = 0
  try {
    for await (const batch of found?.batches ?? []) {
      for (const bytes of encoder.batch(batch)) await sink.write(batch.entity, bytes)
      rows += batch.length
      const share = file.bytes === 0 ? 100 : Math.min(100, Math.floor((file.read() / file.bytes) * 100))
      terminal.progress.say(`${share}%  ${counted(rows, 'row')} masked`)
      // Here the process may notice a signal.
      await nextTurn()
      refuseCancelled(signal, rows, sink)
    }
    for (const bytes of encoder.end()) await sink.write('', bytes)
    refuseCancelled(signal, rows, sink)
    await sink.finish()
    return rows
  } catch (thrown) {
    await sink.discard()
    throw thrown
  }
}

function refuseCancelled(signal: AbortSignal, rows: number, { stands }: Sink): void {
  if (!signal.aborted) return
  throw new UnderstudyError('CANCELLED', {
    operation: 'anonymize',
    message: `cancelled after ${counted(rows, 'row')}`,
    hint: 'Start it again: with the same key the masks are the same.',
    details: { rows, stands },
  })
}

/** What a file holds, by its name; as the file that it is made of where its name says nothing. */
function formatOf(path: string, otherwise?: string): string {
  const ending = extname(path).slice(1).toLowerCase()
  if (ending === 'jsonl') return 'ndjson'
  if (['json', 'ndjson', 'csv', 'xml', 'parquet'].includes(ending)) return ending
  if (otherwise !== undefined) return otherwise
  throw usage(`what ${path} holds cannot be told by its name`, 'Say it: --format csv, json, ndjson, parquet or xml.')
}

async function refuseTaken(out: string, source: string, force: boolean): Promise<void> {
  const there = await identityOf(out)
  if (there === undefined) return
  if (there === (await identityOf(source))) {
    throw usage(`${out} is the file that is read`, 'Give --out another name: the original is never written to.')
  }
  if (force) return
  throw new UnderstudyError('FILE_EXISTS', {
    operation: 'anonymize',
    at: out,
    message: `${out} is there already`,
    hint: 'Choose another path, or give --force to replace it.',
  })
}

/** Of what a path leads to; undefined where it leads nowhere yet. */
async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    return `${dev}:${ino}`
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR'))
      return undefined
    throw usage(`${path}: ${systemMessage(thrown)}`, 'Check the path and its permissions.')
  }
}

/** Undefined where there is none: a policy that needs one is refused then. */
async function keyFor(keyFile: string | undefined): Promise<MaskingKey | undefined> {
  const env = keyFile === undefined ? process.env : { UNDERSTUDY_KEY_FILE: keyFile }
  if (!env.UNDERSTUDY_KEY && !env.UNDERSTUDY_KEY_FILE) return undefined
  return keyFromEnvironment(env, (path) => readFile(path, 'utf8'))
}

async function writeReport(path: string, report: object): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`)
  } catch (thrown) {
    throw new UnderstudyError('WRITE_FAILED', {
      operation: 'write the report',
      at: path,
      message: `${path}: ${systemMessage(thrown)}`,
      details: { stands: 'the masked file, whole' },
      cause: thrown,
    })
  }
}
