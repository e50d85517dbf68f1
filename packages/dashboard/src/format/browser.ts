const browsers: readonly (readonly [string, RegExp])[] = [
  ['Firefox', /Firefox\//],
  ['Edge', /Edg\//],
  ['Chrome', /Chrom(?:e|ium)\//],
  ['Safari', /Safari\//],
]
const systems: readonly (readonly [string, RegExp])[] = [
  ['Android', /Android/],
  ['an iPhone', /iPhone/],
  ['an iPad', /iPad/],
  ['Windows', /Windows/],
  ['a Mac', /Macintosh/],
  ['Linux', /Linux/],
]

/** What somebody signed in by, as they would call it: Chrome on Windows. */
export function browserOf(agent: string): string {
  if (agent === '') return 'A program'
  const nameIn = (known: typeof browsers) => known.find(([, pattern]) => pattern.test(agent))?.[0]
  const [browser, system] = [nameIn(browsers), nameIn(systems)]
  if (browser === undefined) return agent.slice(0, 60)
  return system === undefined ? browser : `${browser} on ${system}`
}
