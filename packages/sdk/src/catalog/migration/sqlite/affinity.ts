/** What SQLite makes of values that go into a column, where it can without loss; by the rules of its manual, in their order. */
export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric'

export function affinityOf(type: string, strict: boolean): Affinity {
  const upper = type.toUpperCase()
  if (strict && upper === 'ANY') return 'blob'
  if (upper.includes('INT')) return 'integer'
  if (/CHAR|CLOB|TEXT/.test(upper)) return 'text'
  if (upper === '' || upper.includes('BLOB')) return 'blob'
  if (/REAL|FLOA|DOUB/.test(upper)) return 'real'
  return 'numeric'
}
