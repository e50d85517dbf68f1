/** JSON text of a JSON value on one line. As JSON.stringify, but whole numbers given as bigint keep every digit. */
export function jsonText(value: unknown): string {
  return holdsBigInt(value) ? exactText(value) : (JSON.stringify(value) ?? 'null')
}

function holdsBigInt(value: unknown): boolean {
  if (typeof value === 'bigint') return true
  if (typeof value !== 'object' || value === null) return false
  for (const child of Array.isArray(value) ? value : Object.values(value)) if (holdsBigInt(child)) return true
  return false
}

function exactText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, child]) => child !== undefined)
  return `{${members.map(([name, child]) => `${JSON.stringify(name)}:${exactText(child)}`).join(',')}}`
}
