import { extname } from 'node:path'
import { type FillNote, formatNamed } from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import { bytes, counted, grouped, seconds } from '../../terminal/amounts.ts'
import { closest } from '../../terminal/closest.ts'
import type { Around, Outcome } from '../command.ts'
import { type EncodeRequest, encodeJob } from './encode-request.ts'
import { fileNames } from './file-name.ts'
import { noteLines } from './note-lines.ts'
import type { GenerateRequest } from './options.ts'
import { fileSink, folderSink, type Sink, streamSink } from './sinks.ts'
import { writeEncoded } from './to-files.ts'

/** What to make, and how it is told. */
export interface ToWrite {
  readonly command: string
  readonly make: EncodeRequest['make']
  /** Of all entities. */
  readonly names: readonly string[]
  /** Of --format sql. */
  readonly dialect: 'postgres' | 'sqlite'
  readonly notes: readonly FillNote[]
}

/** Formats in which rows of several entities may follow each other in one file. */
const mixed = new Set(['ndjson', 'sql'])

/** Encodes what is made, into files or to standard output; with --dry-run it only says what. */
export async function writeRequest(request: GenerateRequest, what: ToWrite, around: Around): Promise<Outcome> {
  const { goal, partition, entity } = request
  const out = goal && 'out' in goal ? goal.out : undefined
  const format = formatNamed(request.format ?? formatOf(out))
  const { command, names, notes } = what
  if (entity !== undefined && !names.includes(entity)) throw unknownEntity(entity, names)
  const apart = !mixed.has(format.name) && entity === undefined && names.length > 1
  if (out === '-' && apart) {
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: command,
      message: `one ${format.name} document holds one entity, and the schema has ${names.length}`,
      hint: 'Name one by --entity, give --out FOLDER for a file each, or use ndjson or sql.',
    })
  }
  if (partition && !format.sliceable) {
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: command,
      message: `${format.name} files cannot be put together out of parts`,
      hint: 'Leave --partition out, or use json, ndjson, csv, xml or sql.',
    })
  }
  const encode: EncodeRequest = {
    make: what.make,
    partition,
    format: format.name,
    entity,
    apart,
    encode: format.name === 'sql' ? { dialect: what.dialect } : {},
  }
  const job = await encodeJob(encode)
  const about = {
    command,
    seed: job.plan.seed,
    format: format.name,
    ...(partition ? { partition } : {}),
    notes: [...notes, ...job.plan.notes],
  }
  if (request.dryRun || out === undefined) {
    const entities = job.plan.entities.map((one) => ({ name: one.entity.name, rows: one.rows, columns: one.columns }))
    return {
      document: { ...about, dryRun: true, rows: job.rows, entities },
      lines: [
        `would make ${counted(job.rows, 'row')} as ${format.name}, seed ${job.plan.seed}`,
        ...entities.map(
          (one) => `  ${one.name.padEnd(24)} ${grouped(one.rows).padStart(12)}  ${one.columns.join(', ')}`,
        ),
        ...noteLines(notes),
      ],
    }
  }
  if (out === '-') around.terminal.reserveStdout()
  const start = performance.now()
  const sink = await openSink(out, apart, fileNames(names, format.extension), around)
  const made = await writeEncoded(encode, job, sink, request.workers, around)
  const spent = (performance.now() - start) / 1000
  const entities = Object.entries(made.rows).map(([name, count]) => ({
    name,
    rows: count,
    ...(apart ? { file: made.files.find((file) => file.entity === name)?.path } : {}),
  }))
  return {
    document: {
      ...about,
      rows: job.rows,
      bytes: made.bytes,
      seconds: spent,
      rowsPerSecond: Math.round(job.rows / spent),
      memory: process.memoryUsage.rss(),
      out: out === '-' ? 'stdout' : out,
      entities,
    },
    lines: [
      `${counted(job.rows, 'row')} in ${seconds(spent)} (${grouped(job.rows / spent)} rows/s, ${bytes(process.memoryUsage.rss())} of memory), seed ${job.plan.seed}`,
      ...entities.map(
        (one) =>
          `  ${one.name.padEnd(24)} ${grouped(one.rows).padStart(12)}${one.file === undefined ? '' : `  ${one.file}`}`,
      ),
      `${bytes(made.bytes)} of ${format.name} ${out === '-' ? 'to standard output' : `in ${out}`}`,
      ...noteLines(notes),
      ...job.plan.notes.map((note) => `note: ${note}`),
      ...(request.workers > 1 && job.tasks.length === 1 ? ['note: one worker made it all; there was one task'] : []),
    ],
  }
}

async function openSink(
  out: string,
  apart: boolean,
  files: ReadonlyMap<string, string>,
  { terminal }: Around,
): Promise<Sink> {
  if (out === '-') return streamSink(terminal.data)
  return apart ? folderSink(out, files) : fileSink(out)
}

/** The ending of the file decides where --format does not; NDJSON where neither says anything. */
function formatOf(out: string | undefined): string {
  const ending = out === undefined || out === '-' ? '' : extname(out).slice(1).toLowerCase()
  if (ending === 'jsonl') return 'ndjson'
  return ['json', 'ndjson', 'csv', 'xml', 'sql', 'parquet'].includes(ending) ? ending : 'ndjson'
}

function unknownEntity(entity: string, names: readonly string[]): UnderstudyError {
  const meant = closest(entity, names)
  return new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'read the command line',
    at: `--entity ${entity}`,
    message: `there is no entity ${JSON.stringify(entity)}`,
    hint: meant === undefined ? `Use one of: ${names.slice(0, 30).join(', ')}.` : `Did you mean ${meant}?`,
  })
}
