import type { Access } from '../../access.ts'
import type { Fact } from '../../facts.ts'
import { hazard } from './hazards.ts'
import type { Draft } from './kind-rules.ts'
import { privilegeStatements } from './privilege-statements.ts'

type Lists = Readonly<Record<string, Access>>

/** Privileges on parts of an object that are no objects of their own, by what stands after GRANT … ON. */
export function partAccessDrafts({ id }: Fact, from: Lists | undefined, to: Lists | undefined): Draft[] {
  const parts = [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])].sort()
  return parts.flatMap((part): Draft[] => {
    const [, on = part, columns = ''] = /^(TABLE .+?) (\(.+\))$/s.exec(part) ?? []
    const statements = privilegeStatements(on, from?.[part] ?? null, to?.[part] ?? null, { columns })
    if (statements.length === 0) return []
    const why = `It changes who may use ${part} of ${id}.`
    return [
      { action: 'alter', title: `change privileges on ${part}`, statements, hazards: [hazard('changes access', why)] },
    ]
  })
}
