import type { AnonymizedBatches, RecordedWaiver } from '@understudy/sdk'
import { counted } from '../../terminal/amounts.ts'

/** What became of every column; it holds no value. */
export interface MaskingReport {
  readonly kind: 'masking-report'
  readonly table: string
  readonly rows: number
  readonly policy: string | null
  readonly keyId: string | null
  readonly masked: readonly {
    readonly column: string
    readonly transform: string
    readonly version: number
    /** Values that came out different. */
    readonly values: number
  }[]
  readonly kept: readonly string[]
  readonly waivers: readonly RecordedWaiver[]
  readonly notes: readonly string[]
}

export function reportOf(table: string, found: AnonymizedBatches | null, rows: number): MaskingReport {
  const decided = found?.policy.tables.get(table)?.columns ?? []
  const columns = decided.filter(({ name }) => found?.columns.has(name))
  return {
    kind: 'masking-report',
    table,
    rows,
    policy: found?.policy.fingerprint ?? null,
    keyId: found?.policy.keyId ?? null,
    masked: columns.flatMap(({ name, transform }) =>
      transform && found?.masked.has(name)
        ? [{ column: name, transform: transform.name, version: transform.version, values: found.masked.get(name) ?? 0 }]
        : [],
    ),
    kept: columns.flatMap(({ name, decision }) => (decision === 'keep' ? [name] : [])),
    waivers: found?.policy.waivers ?? [],
    notes: found?.policy.notes ?? [],
  }
}

export function reportLines({ rows, masked, kept, waivers, notes }: MaskingReport): string[] {
  return [
    ...masked.map(
      ({ column, transform, values }) => `  ${column.padEnd(24)} ${transform.padEnd(16)} ${counted(values, 'value')}`,
    ),
    ...(kept.length > 0 ? [`  kept as they are: ${kept.join(', ')}`] : []),
    ...waivers.map(({ about, reason, by, until }) => {
      const end = until === undefined ? '' : `, until ${until}`
      return `  waived: ${about}: ${reason} (${by}${end})`
    }),
    ...notes.map((note) => `  note: ${note}`),
    ...(rows === 0 ? ['  the file holds no rows'] : []),
  ]
}
