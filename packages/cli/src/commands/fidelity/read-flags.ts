import { type FloorName, type Floors, floorNames } from '@understudy/sdk/synthesize'
import { usage } from '../generate/options.ts'

/** figure=value, each of them once. */
export function floorsOf(texts: readonly string[]): Floors {
  const floors: Partial<Record<FloorName, number>> = {}
  for (const text of texts) {
    const [name = '', value = '', ...more] = text.split('=')
    const figure = floorNames.find((one) => one === name)
    const floor = Number(value)
    if (figure === undefined || more.length > 0 || value.trim() === '' || !Number.isFinite(floor))
      throw usage(
        '--floor is a figure and a number',
        `Give --floor calibrated=0.9, say; the figures are ${floorNames.join(', ')}.`,
      )
    if (floors[figure] !== undefined) throw usage(`--floor ${figure} is said twice`, 'Say it once.')
    floors[figure] = floor
  }
  return floors
}

/** entity.column, the entity up to the last dot. */
export function targetsOf(texts: readonly string[]): Readonly<Record<string, readonly string[]>> | undefined {
  if (texts.length === 0) return undefined
  const targets = new Map<string, string[]>()
  for (const text of texts) {
    const dot = text.lastIndexOf('.')
    if (dot < 1 || dot === text.length - 1)
      throw usage('--target is a column of an entity', 'Give --target diamonds.price, say.')
    const entity = text.slice(0, dot)
    targets.set(entity, [...(targets.get(entity) ?? []), text.slice(dot + 1)])
  }
  return Object.fromEntries(targets)
}

const mostNamed = 1_000_000

export function namedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= mostNamed) return value
  throw usage(`--named is a whole number from 0 to ${mostNamed}`, 'Give --named such a number.')
}
