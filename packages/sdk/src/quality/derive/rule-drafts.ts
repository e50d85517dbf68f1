import type { Provenance } from '../rule-base.ts'
import type { Rule } from '../rules.ts'

type Without<R, Keys extends string> = R extends unknown ? Omit<R, Keys> : never
/** A rule before it has a name. */
export type RuleDraft = Without<Rule, 'id' | 'entity' | 'from'>

/** Rules in the order in which they were found, each under an id of its own, none twice. */
export class RuleDrafts {
  private readonly source: Provenance['source']
  private readonly ids = new Set<string>()
  private readonly seen = new Set<string>()
  readonly rules: Rule[] = []

  constructor(source: Provenance['source']) {
    this.source = source
  }

  /** `name` says what of the entity it is about: columns, or the name of a constraint. */
  add(entity: string, name: string, draft: RuleDraft, evidence: string, confidence: number): void {
    const same = JSON.stringify([entity, draft])
    if (this.seen.has(same)) return
    this.seen.add(same)
    const from: Provenance = { source: this.source, evidence, confidence: Number(confidence.toFixed(3)) }
    this.rules.push({
      id: this.freeId([entity, name, draft.type].filter((part) => part !== '').join('.')),
      entity,
      ...draft,
      from,
    })
  }

  private freeId(wanted: string): string {
    const base = wanted.slice(0, 190)
    let id = base
    for (let count = 2; this.ids.has(id); count++) id = `${base}.${count}`
    this.ids.add(id)
    return id
  }
}
