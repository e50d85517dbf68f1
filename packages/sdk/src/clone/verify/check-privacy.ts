import type { PrivacyDemand } from '../../anonymize/policy.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { type VerificationCheck, verificationCheck } from '../verification.ts'

/** What the policy demands of groups of rows that look alike, asked of the rows that came out. */
export async function* checkPrivacy(
  session: Session,
  demands: readonly PrivacyDemand[],
  from: (table: string) => string | undefined,
  signal?: AbortSignal,
): AsyncGenerator<VerificationCheck> {
  const { quoteIdentifier } = quoting[session.dialect]
  for (const { table, quasiIdentifiers, k, sensitive = [], l = 1 } of demands) {
    const place = from(table)
    if (place === undefined) {
      yield verificationCheck('privacy', table, undefined, 1, 'the table is not in the target')
      continue
    }
    const same = quasiIdentifiers.map(quoteIdentifier).join(', ')
    const kinds = sensitive.map((column, at) => {
      const name = quoteIdentifier(column)
      return `count(distinct ${name}) + max(case when ${name} is null then 1 else 0 end) as l${at}`
    })
    const few = sensitive.map((_, at) => `coalesce(sum(case when l${at} < ${l} then n end), 0) as l${at}`)
    const [row] = await session.query<Record<string, unknown>>(
      `select ${[`coalesce(sum(case when n < ${k} then n end), 0) as k`, ...few].join(', ')}
       from (select ${['count(*) as n', ...kinds].join(', ')} from ${place} group by ${same}) as groups`,
      [],
      { signal },
    )
    const rows = Number(row?.k ?? 0)
    const text = rows > 0 ? `rows stand in groups of fewer than ${k} alike` : `every group has at least ${k} rows alike`
    yield verificationCheck('privacy', table, quasiIdentifiers.join(', '), rows, text)
    for (const [at, column] of sensitive.entries()) {
      const poor = Number(row?.[`l${at}`] ?? 0)
      const said =
        poor > 0
          ? `rows stand in groups with fewer than ${l} values of it`
          : `every group has at least ${l} values of it`
      yield verificationCheck('privacy', table, column, poor, said)
    }
  }
}
