/** The checks of one table that both sides are given: six for nulls, two for uniqueness, two patterns and four more. */
export const emailPattern = '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+[.][A-Za-z]{2,}$'
export const phonePattern = '^[+]?[0-9(][0-9 ().x/-]{5,}$'
export const mostBalance = 1_000_000
export const unknownCountry = 'Atlantis'
export const notNull = ['id', 'uid', 'email', 'first_name', 'last_name', 'created_at'] as const

export function qualityRules(countries: readonly string[]): unknown {
  const of = (id: string, type: string, more: object) => ({ id, type, entity: 'customers', ...more })
  return {
    kind: 'understudy.quality-rules',
    version: 1,
    completenessRules: notNull.map((column) => of(`null_${column}`, 'notNull', { column })),
    consistencyRules: [
      of('unique_id', 'unique', { columns: ['id'] }),
      of('unique_email', 'unique', { columns: ['email'] }),
      of('order', 'pairGreater', { lesser: 'born', greater: 'created_at' }),
      of('cross', 'pairEqual', { columns: ['first_name', 'last_name'], not: true }),
    ],
    formatRules: [
      of('email', 'regex', { column: 'email', pattern: emailPattern }),
      of('phone', 'regex', { column: 'phone', pattern: phonePattern }),
      of('range', 'range', { column: 'balance', min: 0, max: mostBalance }),
      of('country', 'inSet', { column: 'country', values: countries }),
    ],
  }
}
