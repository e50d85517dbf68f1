import { connect, createTables, type EntityOverrides, type FillReport, fillDatabase } from '@understudy/sdk'
import type { DataPatterns } from '@understudy/sdk/synthesize'
import { bytes, counted, grouped, seconds } from '../../terminal/amounts.ts'
import type { Around, Outcome } from '../command.ts'
import { noteLines } from './note-lines.ts'
import type { GenerateRequest } from './options.ts'
import { readSource } from './read-source.ts'

export interface FillSettings {
  readonly seed: string | number | undefined
  readonly locale: string | undefined
  readonly qualityLevel: GenerateRequest['qualityLevel']
  readonly patterns: DataPatterns | undefined
  readonly rows: number | undefined
  readonly overrides: EntityOverrides | undefined
}

export async function generateInto(
  request: GenerateRequest,
  url: string,
  create: boolean,
  settings: FillSettings,
  { terminal, signal }: Around,
): Promise<Outcome> {
  const { source, counts, only, dryRun, workers } = request
  const same = 'url' in source && source.url === url
  const read = same ? undefined : await readSource(source, settings.overrides)
  const start = performance.now()
  await using database = await connect(url, { create })
  const created = create && read ? await createTables(database, read.schema, { dryRun }) : []
  if (create && dryRun) {
    return {
      document: { command: 'generate', dryRun: true, statements: created },
      lines: [...created, '', 'would be run first; the plan of the rows needs the tables'],
    }
  }
  const { patterns, ...plain } = settings
  const report = await fillDatabase(database, {
    ...plain,
    ...(patterns ? { patterns: await learned(patterns) } : {}),
    schema: read?.schema,
    dialect: read?.dialect,
    each: counts.each,
    only,
    dryRun,
    signal,
    onProgress: ({ entity, rows, total }) => terminal.progress.update({ label: entity, rows, total }),
  })
  const spent = (performance.now() - start) / 1000
  return summary(report, {
    database: database.name,
    spent,
    created: created.length,
    workers,
    notes: [...(read?.notes ?? []), ...report.notes],
  })
}

/** Who fills without patterns does not wait for what synthesis needs. */
async function learned(patterns: DataPatterns) {
  const { learnedColumns } = await import('@understudy/sdk/synthesize')
  return learnedColumns(patterns)
}

interface About {
  readonly database: string
  readonly spent: number
  readonly created: number
  readonly workers: number
  readonly notes: FillReport['notes']
}

function summary(report: FillReport, { database, spent, created, workers, notes }: About): Outcome {
  const { rows, seed, dryRun, tables, circles } = report
  const unique = [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()]
  const shown = tables.filter((one) => one.rows > 0 || one.before > 0)
  return {
    document: {
      command: 'generate',
      dryRun,
      database,
      seed,
      rows,
      seconds: spent,
      rowsPerSecond: Math.round(rows / spent),
      memory: process.memoryUsage.rss(),
      tables,
      circles,
      notes: unique,
    },
    lines: [
      dryRun
        ? `would put ${counted(rows, 'row')} into ${database}, seed ${seed}`
        : `${counted(rows, 'row')} into ${database} in ${seconds(spent)} (${grouped(rows / spent)} rows/s, ${bytes(process.memoryUsage.rss())} of memory), seed ${seed}`,
      ...(created > 0 ? [`${counted(created, 'statement')} made its tables`] : []),
      ...shown.map(
        (one) =>
          `  ${one.entity.padEnd(32)} ${grouped(one.rows).padStart(12)}${one.before > 0 ? `  beside ${grouped(one.before)} that were there` : ''}`,
      ),
      ...circles.map(({ entities, by }) => `circle: ${entities.join(', ')} by ${by}`),
      ...noteLines(unique),
      ...(workers > 1
        ? ['note: one transaction is one connection, so one process fills it; --workers serves files']
        : []),
    ],
  }
}
