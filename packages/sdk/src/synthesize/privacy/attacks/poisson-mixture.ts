/**
 * How often something happens is known of one size of sample; how often does it happen exactly once in another? Of each
 * predicate there is a count in the holdout, and the rates behind these counts are estimated as a mixture of Poisson's
 * laws (the maximum of likelihood over a grid of rates, by expectation and maximisation). `ratio` is how many times as
 * large the other sample is.
 */
export function chanceOfOne(counts: readonly number[], ratio: number): number {
  if (counts.length === 0) return 0
  const most = counts.reduce((a, b) => Math.max(a, b))
  const frequency = new Float64Array(most + 1)
  for (const count of counts) frequency[count]!++
  const rates = [0]
  for (let rate = 0.02; rate < most + 1; rate *= 1.2) rates.push(rate)
  rates.push(most + 1)
  const seen = [...frequency.keys()].filter((count) => frequency[count]! > 0)
  const chances = seen.map((count) => rates.map((rate) => poisson(count, rate)))
  let weights = rates.map(() => 1 / rates.length)
  for (let step = 0; step < steps; step++) {
    const next = rates.map(() => 0)
    for (const [i, count] of seen.entries()) {
      const chance = chances[i]!
      const all = chance.reduce((sum, one, r) => sum + one * weights[r]!, 0)
      for (let r = 0; r < rates.length; r++)
        next[r]! += ((chance[r]! * weights[r]!) / all) * (frequency[count]! / counts.length)
    }
    weights = next
  }
  return weights.reduce((sum, weight, r) => sum + weight * poisson(1, rates[r]! * ratio), 0)
}

const steps = 200

function poisson(count: number, rate: number): number {
  if (rate === 0) return count === 0 ? 1 : 0
  let log = -rate + count * Math.log(rate)
  for (let k = 2; k <= count; k++) log -= Math.log(k)
  return Math.exp(log)
}
