import type { Dice } from './dice.ts'
import { hostileValue, naughtyTexts } from './hostile.ts'

/** Some of its parts become something else, are gone, or are joined by what nobody asked for. */
export function spoil(value: unknown, dice: Dice, times: number): unknown {
  let spoiled = value
  for (let n = dice.whole(1, times); n > 0; n--) spoiled = spoilOnce(spoiled, dice)
  return spoiled
}

/** `__proto__` is made a name like any other, which JSON.stringify writes. */
function spoilOnce(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.2)) return hostileValue(dice)
  if (Array.isArray(value)) {
    if (value.length === 0 || dice.chance(0.2)) return [...value, hostileValue(dice)]
    const at = dice.whole(0, value.length - 1)
    return value.map((item, i) => (i === at ? spoilOnce(item, dice) : item))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || dice.chance(0.15)) {
    return Object.fromEntries([...entries, [dice.pick(naughtyTexts), hostileValue(dice)]])
  }
  const at = dice.whole(0, entries.length - 1)
  if (dice.chance(0.15)) return Object.fromEntries(entries.filter((_entry, i) => i !== at))
  return Object.fromEntries(entries.map(([name, part], i) => [name, i === at ? spoilOnce(part, dice) : part]))
}
