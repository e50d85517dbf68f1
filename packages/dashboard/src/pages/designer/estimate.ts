import { bytesOf, counted } from '../../format/amounts.ts'
import { spanOf } from '../../format/moments.ts'

/** Rows that were made to look at: of one entity, as lines of NDJSON. */
export interface Sample {
  readonly entity: string
  readonly rows: number
  readonly bytes: number
}

export interface Estimate {
  readonly rows: number
  readonly bytes: number
}

/** What all rows would come to if they were like those of the sample. */
export function estimateOf(
  entities: readonly { readonly name: string; readonly rows: number }[],
  samples: readonly Sample[],
): Estimate {
  const rows = entities.reduce((sum, entity) => sum + entity.rows, 0)
  const bytes = entities.reduce((sum, entity) => {
    const sample = samples.find((one) => one.entity === entity.name)
    return sum + (sample && sample.rows > 0 ? (sample.bytes / sample.rows) * entity.rows : 0)
  }, 0)
  return { rows, bytes }
}

/** Bytes of rows as lines of NDJSON. */
export function linesOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): number {
  const encoder = new TextEncoder()
  const bytes = (value: unknown) => encoder.encode(JSON.stringify(value)).length
  const names = columns.reduce((sum, name) => sum + bytes(name) + 1, 1)
  return rows.reduce((sum, row) => sum + names + bytes(row), 0)
}

/** How many rows a worker makes in a second, and who has measured it. */
export interface Pace {
  readonly rowsPerSecond: number
  readonly by: 'team' | 'us'
}

/** A million rows of eleven columns as a job, measured on two cores that had other work too. */
const usualPace: Pace = { rowsPerSecond: 350_000, by: 'us' }
/** Of fewer rows a job hardly says how fast it makes them. */
const tellingRows = 10_000

/** As the jobs in the middle of those of a team were that made many rows; the usual one where there are none. */
export function paceOf(
  jobs: readonly { readonly usage: { readonly rows: number; readonly rowsPerSecond: number } | null }[],
): Pace {
  const paces = jobs
    .flatMap(({ usage }) => (usage !== null && usage.rows >= tellingRows ? [usage.rowsPerSecond] : []))
    .sort((a, b) => a - b)
  const rowsPerSecond = paces[paces.length >> 1]
  return rowsPerSecond === undefined || rowsPerSecond <= 0 ? usualPace : { rowsPerSecond, by: 'team' }
}

export function wordsOf({ rows, bytes }: Estimate, { rowsPerSecond, by }: Pace): string {
  const seconds = rows / rowsPerSecond
  const span = seconds < 1 ? 'less than a second' : spanOf(seconds * 1000)
  const measured = by === 'team' ? 'by how fast jobs of this team were' : 'by a measurement on another machine'
  return `About ${counted(rows, 'row')}, ${bytesOf(bytes)} as NDJSON, by the rows that are shown; ${span} to make as a dataset, ${measured}.`
}
