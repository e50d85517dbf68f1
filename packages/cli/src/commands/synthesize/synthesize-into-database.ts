import { connect } from '@understudy/sdk'
import { type DataPatterns, type SynthesisOptions, synthesizeInto } from '@understudy/sdk/synthesize'
import { bytes, counted, grouped, seconds } from '../../terminal/amounts.ts'
import type { Around, Outcome } from '../command.ts'
import { noteLines } from '../generate/note-lines.ts'
import { resolveWritablePlace } from '../resolve-writable-place.ts'

export interface IntoRequest {
  /** A URL, or the name of an environment. */
  readonly into: string
  readonly create: boolean
  readonly dryRun: boolean
}

/** Rows of patterns into the tables of a database: never into production, and all of them or none. */
export async function synthesizeIntoDatabase(
  patterns: DataPatterns,
  options: SynthesisOptions,
  { into, create, dryRun }: IntoRequest,
  { terminal, signal }: Around,
): Promise<Outcome> {
  const { url } = await resolveWritablePlace(into)
  const start = performance.now()
  await using database = await connect(url, { create })
  const report = await synthesizeInto(database, patterns, {
    ...options,
    create,
    dryRun,
    signal,
    onProgress: ({ entity, rows, total }) => terminal.progress.update({ label: entity, rows, total }),
  })
  const spent = (performance.now() - start) / 1000
  const { rows, seed, tables, circles, notes, created, planNotes } = report
  const memory = process.memoryUsage.rss()
  return {
    document: {
      command: 'synthesize',
      dryRun,
      database: database.name,
      seed,
      rows,
      seconds: spent,
      rowsPerSecond: Math.round(rows / spent),
      memory,
      tables,
      circles,
      created: created.length,
      ...(dryRun ? { statements: created } : {}),
      notes: [...notes, ...planNotes],
    },
    lines: [
      ...(dryRun ? created : []),
      dryRun
        ? `would put ${counted(rows, 'row')} into ${database.name}, seed ${seed}`
        : `${counted(rows, 'row')} into ${database.name} in ${seconds(spent)} (${grouped(rows / spent)} rows/s, ${bytes(memory)} of memory), seed ${seed}`,
      ...(created.length > 0 && !dryRun ? [`${counted(created.length, 'statement')} made its tables`] : []),
      ...tables.map(
        (one) =>
          `  ${one.entity.padEnd(32)} ${grouped(one.rows).padStart(12)}${one.before > 0 ? `  beside ${grouped(one.before)} that were there` : ''}`,
      ),
      ...circles.map(({ entities, by }) => `circle: ${entities.join(', ')} by ${by}`),
      ...noteLines(notes),
      ...planNotes.map((note) => `note: ${note}`),
    ],
  }
}
