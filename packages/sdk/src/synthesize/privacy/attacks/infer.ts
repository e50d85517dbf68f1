import { type ComparedColumn, isNumbers } from '../../fidelity/table/compared-columns.ts'
import { NeighbourIndex } from '../nearest-neighbours.ts'
import { rowPoints } from '../row-points.ts'
import { type Attack, leastAttacks } from './attack.ts'
import { rateOf } from './attack-risk.ts'

/** A search is made ready for each secret column. */
const mostSecrets = 8
/** A number is right within this share of the distance between its quartiles. */
const tolerance = 0.05

/**
 * Inference: somebody knows all of a person but one column, and takes that from the synthetic row that is nearest. What
 * the columns have to do with each other is right for other people too, and is no leak: the control has as much of it.
 */
export const infer: Attack = ({ rows, columns }, { draws, mostAttacks, mostSteps, secrets }) => {
  if (columns.length < 2) return { note: 'there are not two columns, one to know and one to guess' }
  const wanted = columns.filter(({ name }) => secrets === undefined || secrets.includes(name))
  const chosen = [...draws.sample(wanted.length, Math.min(mostSecrets, wanted.length))].map((at) => wanted[at]!)
  if (chosen.length === 0) return { note: 'none of the columns that are secret is compared' }
  const attacks = chosen.map((secret) => {
    const known = columns.filter((column) => column !== secret)
    return {
      index: new NeighbourIndex(rowPoints(known, 'synthetic', rows.synthetic)),
      real: rowPoints(known, 'real', rows.real),
      holdout: rowPoints(known, 'holdout', rows.holdout),
      isRight: judge(secret),
      usual: usualRow(secret),
    }
  })
  const most = Math.min(mostAttacks, rows.real, rows.holdout)
  const targets = draws.sample(rows.real, most)
  const controls = draws.sample(rows.holdout, most)
  let n = 0
  let hits = 0
  let usual = 0
  let guessed = 0
  while (n < most && attacks.reduce((sum, { index }) => sum + index.measured, 0) < mostSteps) {
    const attack = attacks[n % attacks.length]!
    const found = (side: 'real' | 'holdout', row: number) => attack.index.find(attack[side], row).nearest
    const target = targets[n]!
    const control = controls[n]!
    if (attack.isRight('real', target, found('real', target))) hits++
    if (attack.isRight('holdout', control, found('holdout', control))) usual++
    if (attack.isRight('real', target, attack.usual)) guessed++
    n++
  }
  if (n < leastAttacks) return { note: `too few rows to attack: ${leastAttacks} of each side are needed at least` }
  return {
    n,
    attack: rateOf(hits, n),
    control: rateOf(usual, n),
    guess: guessed / n,
    columns: chosen.map(({ name }) => name),
  }
}

/** Whether the synthetic row has the value of the real one: the same category, missing or not; nearly the same number. */
function judge(secret: ComparedColumn): (side: 'real' | 'holdout', row: number, synthetic: number) => boolean {
  if (!isNumbers(secret)) return (side, row, synthetic) => secret[side]![row] === secret.synthetic[synthetic]
  const sorted = secret.real.filter((value) => !Number.isNaN(value)).sort()
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const near = tolerance * (at(0.75) - at(0.25))
  return (side, row, synthetic) => {
    const truth = secret[side]![row]!
    const guess = secret.synthetic[synthetic]!
    return Number.isNaN(truth) ? Number.isNaN(guess) : Math.abs(truth - guess) <= near
  }
}

/** A synthetic row with the value that is guessed by who knows nothing: the most frequent, or the middle one. */
function usualRow(secret: ComparedColumn): number {
  const rows = Int32Array.from({ length: secret.synthetic.length }, (_, row) => row)
  if (isNumbers(secret)) {
    const present = rows.filter((row) => !Number.isNaN(secret.synthetic[row]!))
    return present.sort((a, b) => secret.synthetic[a]! - secret.synthetic[b]!)[present.length >> 1] ?? 0
  }
  const counts = new Map<number, number>()
  let best = 0
  let most = 0
  for (const row of rows) {
    const code = secret.synthetic[row]!
    const count = (counts.get(code) ?? 0) + 1
    counts.set(code, count)
    if (count <= most) continue
    most = count
    best = row
  }
  return best
}
