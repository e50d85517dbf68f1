import type { Findings } from './findings.ts'
import { outputOf } from './output-of.ts'

interface Advisory {
  readonly module_name?: string
  readonly severity?: string
  readonly title?: string
  readonly url?: string
}

/** Fails on a vulnerability of high or critical severity in what users install. Not every registry answers audits. */
export async function auditDependencies(root: string): Promise<Findings> {
  const { code, output, errors } = await outputOf(root, 'pnpm', ['audit', '--prod', '--json'])
  return judge(code, output, errors)
}

function judge(code: number, output: string, errors: string): Findings {
  const answer = parsed(output)
  if (!answer?.advisories) {
    if (code === 0) return { problems: [`The audit said nothing that can be read: ${output.slice(0, 200)}`] }
    return { problems: [], note: `not checked, the registry does not answer audits (${reason(errors)})` }
  }
  const grave = Object.values(answer.advisories).filter(
    ({ severity }) => severity === 'high' || severity === 'critical',
  )
  return {
    problems: grave.map(
      ({ module_name, severity, title, url }) => `${module_name}: ${severity}: ${title} ${url ?? ''}`,
    ),
  }
}

function parsed(output: string): { readonly advisories?: Record<string, Advisory> } | undefined {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}

const reason = (errors: string) => /ERR_\w+/.exec(errors)?.[0] ?? 'no reason given'
