import { joinPath } from '../../model/problem.ts'

/** Where an object of a JSON text names something twice, of which reading it would drop one. The text is valid JSON. */
export function repeatedNames(json: string): string[] {
  const found: string[] = []
  const stack: { readonly names: Set<string> | undefined; at: string | number }[] = []
  let before = ''
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const top = stack.at(-1)
    if (token === '{') stack.push({ names: new Set(), at: '' })
    else if (token === '[') stack.push({ names: undefined, at: 0 })
    else if (token === '}' || token === ']') stack.pop()
    else if (token === ',' && typeof top?.at === 'number') top.at++
    else if (token.startsWith('"') && top?.names !== undefined && before !== ':') {
      top.at = String(JSON.parse(token))
      if (top.names.has(top.at)) found.push(joinPath('', ...stack.map(({ at }) => at)))
      top.names.add(top.at)
    }
    before = token
  }
  return found
}
