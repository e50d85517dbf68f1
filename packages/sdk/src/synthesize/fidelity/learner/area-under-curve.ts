/**
 * The chance that a yes has a higher score than a no, ties counting half. Undefined where a side is missing. Made once for
 * scores, it is cheap for each set of weights.
 */
export function areaUnderCurve(
  scores: Float64Array,
  isYes: Uint8Array,
): (weights?: ArrayLike<number>) => number | undefined {
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!)
  return (weights) => {
    let below = 0
    let yes = 0
    let area = 0
    for (let i = 0; i < order.length; ) {
      const score = scores[order[i]!]!
      let yesHere = 0
      let noHere = 0
      for (; i < order.length && scores[order[i]!] === score; i++) {
        const row = order[i]!
        const weight = weights === undefined ? 1 : weights[row]!
        if (isYes[row] === 1) yesHere += weight
        else noHere += weight
      }
      area += yesHere * (below + noHere / 2)
      below += noHere
      yes += yesHere
    }
    return yes > 0 && below > 0 ? area / (yes * below) : undefined
  }
}
