import { type Stream, substream } from '../../../random/stream.ts'
import { Draws } from '../../fidelity/draws.ts'
import type { ComparedEntity } from '../../fidelity/table/compared-columns.ts'
import type { PrivacyRisk } from '../../fidelity-report.ts'
import { type Attack, leastAttacks } from './attack.ts'
import { riskOf } from './attack-risk.ts'
import { infer } from './infer.ts'
import { link } from './link.ts'
import { singleOut } from './single-out.ts'

export interface RiskOptions {
  readonly stream: Stream
  readonly mostAttacks?: number | undefined
  /** Points and cells that each attack may look at: what bounds its time. */
  readonly mostSteps?: number | undefined
  /** Columns whose values are guessed by inference; of all where left out. */
  readonly secrets?: readonly string[] | undefined
}

const attacks: Readonly<Record<PrivacyRisk['attack'], Attack>> = {
  'singling-out': singleOut,
  linkability: link,
  inference: infer,
}

/**
 * Three attacks on the people behind the training rows, each measured against the same attack on people of the holdout,
 * from whom nobody learned: without one nothing can be said, and nothing is.
 */
export function measureRisks(
  entity: ComparedEntity,
  { stream, mostAttacks = 1500, mostSteps = 4e8, secrets }: RiskOptions,
): { readonly risks: PrivacyRisk[]; readonly notes: string[] } {
  const { hasHoldout, rows } = entity
  if (!hasHoldout) return { risks: [], notes: ['attacks are not tried: they need a holdout'] }
  if (Math.min(rows.real, rows.synthetic, rows.holdout) < leastAttacks)
    return { risks: [], notes: [`attacks are not tried: ${leastAttacks} rows of each side are needed at least`] }
  const risks: PrivacyRisk[] = []
  const notes: string[] = []
  for (const [name, attack] of attacksByName()) {
    const draws = new Draws(substream(stream, name))
    const found = attack(entity, { draws, mostAttacks, mostSteps, secrets })
    if ('note' in found) {
      notes.push(`${name} is not tried: ${found.note}`)
      continue
    }
    const weak = found.attack.value - found.attack.reach <= found.guess
    risks.push({
      attack: name,
      entity: entity.entity,
      attacks: found.n,
      columns: found.columns,
      risk: riskOf(found.attack, found.control),
      attackRate: found.attack.value,
      controlRate: found.control.value,
      guessRate: found.guess,
      ...(weak ? { note: 'the attack is no better than guessing: that it found nothing does not say much' } : {}),
    })
  }
  return { risks, notes }
}

/** A cast: the keys of an object literal are what its type says. */
function attacksByName(): [PrivacyRisk['attack'], Attack][] {
  return Object.entries(attacks) as [PrivacyRisk['attack'], Attack][]
}
