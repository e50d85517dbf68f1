type Pair = readonly [key: string, value: string | null]

const pairPattern = /\s*"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|(NULL))\s*(?:,|$)/gsy

/** The pairs of an hstore as Postgres writes it: "key"=>"value", "key"=>NULL. Undefined where it is none. */
export function parseHstore(text: string): readonly Pair[] | undefined {
  const pairs: Pair[] = []
  let end = 0
  for (const match of text.matchAll(pairPattern)) {
    const [whole, key = '', value, none] = match
    pairs.push([unescaped(key), none === undefined ? unescaped(value ?? '') : null])
    end = match.index + whole.length
  }
  const isWhole = text.slice(end).trim() === '' && !/,\s*$/.test(text.slice(0, end))
  return isWhole ? pairs : undefined
}

export function hstoreText(pairs: readonly Pair[]): string {
  return pairs.map(([key, value]) => `${quoted(key)}=>${value === null ? 'NULL' : quoted(value)}`).join(', ')
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1')
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
