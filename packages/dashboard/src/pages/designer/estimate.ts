import { bytesOf, counted } from '../../format/amounts.ts'

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

export function wordsOf({ rows, bytes }: Estimate): string {
  return `About ${counted(rows, 'row')}, ${bytesOf(bytes)} as NDJSON`
}
