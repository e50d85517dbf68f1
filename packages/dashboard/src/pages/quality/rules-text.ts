/** What somebody begins with who writes rules by hand. */
export const emptyRules = `${JSON.stringify(
  {
    kind: 'understudy.quality-rules',
    version: 1,
    completenessRules: [],
    consistencyRules: [],
    businessRules: [],
    formatRules: [],
  },
  null,
  2,
)}\n`

type Parsed =
  | { readonly file: Readonly<Record<string, unknown>>; readonly count: number }
  /** Why it is no file of rules. What is in it is for the server to judge. */
  | { readonly why: string }

export function parsedRules(text: string): Parsed {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return { why: 'This is no JSON yet.' }
    throw thrown
  }
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return { why: 'Rules are an object.' }
  const groups = Object.entries(file).filter(([name, value]) => name.endsWith('Rules') && Array.isArray(value))
  const count = groups.reduce((sum, [, rules]) => sum + (Array.isArray(rules) ? rules.length : 0), 0)
  return { file: { ...file }, count }
}

/** What the server says is wrong with single rules, as lines. */
export function problemsIn(details: Readonly<Record<string, unknown>>): readonly string[] {
  const { problems } = details
  if (!Array.isArray(problems)) return []
  return problems.slice(0, 10).flatMap((problem: unknown) => {
    if (typeof problem !== 'object' || problem === null) return []
    const at = 'path' in problem ? String(problem.path) : 'at' in problem ? String(problem.at) : ''
    const message = 'message' in problem ? String(problem.message) : ''
    return message === '' ? [] : [at === '' ? message : `${at}: ${message}`]
  })
}
