import { mapFloat64 } from '../random/map.ts'
import { permutation } from '../random/permute.ts'
import { type Rows, rowsAt, type Stream, substream } from '../random/stream.ts'
import type { Allocation } from './allocation.ts'
import { solveTuples } from './tuples-solved.ts'
import { type Choose, exceeded, type Slot, type UniqueSet } from './unique-set.ts'

/** From here on a value is simply made unique on its own: its domain is so wide that nothing is lost by it. */
const WIDE = 1e9
const LARGEST = 2 ** 52

/**
 * Chooses for every slot that a unique constraint binds, so that all constraints hold for rows first .. first + rows - 1,
 * each row alone. Where parents are among the choices they are new themselves, so the count starts at 0; values alone are
 * counted from the first row of the table, so that later rows never repeat earlier ones.
 */
export function assignTuples(
  entity: string,
  stream: Stream,
  { first, rows }: { readonly first: number; readonly rows: number },
  sets: readonly UniqueSet[],
): Map<Slot, Choose> {
  const chosen = new Map<Slot, Choose>()
  const alone = (slot: Slot, label: string): void => {
    const most = slot.dealt ? (slot.dealt.most <= 1 ? Number.POSITIVE_INFINITY : 0) : slot.capacity
    const wanted = slot.source === 'value' ? first + rows : rows
    if (most < wanted) throw exceeded(entity, label, wanted, most)
    if (slot.dealt) return
    chosen.set(slot, slot.source === 'value' ? (asked) => asked.numbers : fromZero(shuffled(stream, slot), first))
  }
  for (const set of sets) if (set.slots.length === 1) alone(set.slots[0]!, set.label)

  const isAlone = (slot: Slot): boolean => chosen.has(slot) || slot.dealt?.most === 1
  let open = sets.filter((set) => !set.slots.some(isAlone))
  for (const set of open) {
    const wide = set.slots.find((slot) => slot.source === 'value' && slot.capacity >= Math.max(WIDE, first + rows))
    if (wide && !set.slots.some(isAlone)) alone(wide, set.label)
  }
  open = open.filter((set) => !set.slots.some(isAlone))

  for (const component of components(open)) {
    const relative = component.some((set) => set.slots.some((slot) => slot.source === 'parent'))
    const wanted = relative ? rows : first + rows
    const choose =
      component.length === 1
        ? single(entity, stream, wanted, component[0]!)
        : (star(stream, wanted, component) ?? solveTuples(entity, stream, wanted, component))
    for (const [slot, choice] of choose) chosen.set(slot, relative ? fromZero(choice, first) : choice)
  }
  return chosen
}

function fromZero(choose: Choose, first: number): Choose {
  if (first === 0) return choose
  return (rows) => choose(rowsAt(mapFloat64(rows.numbers, (row) => row - first)))
}

function shuffled(stream: Stream, slot: Slot): Choose {
  const order = permutation(substream(stream, 'alone', slot.name), slot.capacity)
  return (rows) => mapFloat64(rows.numbers, (row) => order.at(row))
}

/** One constraint: the tuple's number is a permutation of the row's, written in the mixed radix of its slots. */
function single(entity: string, stream: Stream, rows: number, { slots, label }: UniqueSet): Map<Slot, Choose> {
  const dealt = slots.find((slot) => slot.dealt)
  const free = radixOf(slots.filter((slot) => slot !== dealt))
  if (!dealt) {
    if (free.size < rows) throw exceeded(entity, label, rows, free.size)
    const order = permutation(substream(stream, 'tuple', label), free.size)
    return free.choices((asked) => mapFloat64(asked.numbers, (row) => order.at(row)))
  }
  const most = dealt.dealt!.most
  if (free.size < most) throw exceeded(entity, `${label} within one parent`, most, free.size)
  return free.choices(withinParent(stream, dealt.dealt!, label, free.size))
}

function withinParent(stream: Stream, dealt: Allocation, label: string, size: number): Choose {
  const base = substream(stream, 'within', label)
  return ({ numbers }) => {
    const { parents, ordinals } = dealt.locate(numbers)
    let last = -1
    let order = permutation(base, size)
    return ordinals.map((ordinal, i) => {
      if (parents[i] !== last) {
        last = parents[i]!
        order = permutation(substream(base, last), size)
      }
      return order.at(ordinal)
    })
  }
}

/**
 * Constraints that all share some slots and nothing else, such as (order, line) and (order, product): the shared
 * slots name a group, and the rest of each constraint is a permutation of the row's place within its group.
 */
function star(stream: Stream, rows: number, sets: readonly UniqueSet[]): Map<Slot, Choose> | undefined {
  const shared = sets[0]!.slots.filter((slot) => sets.every((set) => set.slots.includes(slot)))
  const rests = sets.map((set) => set.slots.filter((slot) => !shared.includes(slot)))
  const flat = rests.flat()
  if (shared.length === 0 || rests.some((rest) => rest.length === 0) || new Set(flat).size < flat.length)
    return undefined
  const dealt = [...shared, ...flat].filter((slot) => slot.dealt)
  if (dealt.length > 0) {
    if (shared.length !== 1 || dealt.length !== 1 || dealt[0] !== shared[0]) return undefined
    const allocation = shared[0]!.dealt!
    const radixes = rests.map(radixOf)
    if (radixes.some((radix) => radix.size < allocation.most)) return undefined
    return new Map(
      radixes.flatMap((radix, i) => [...radix.choices(withinParent(stream, allocation, sets[i]!.label, radix.size))]),
    )
  }
  const group = radixOf(shared)
  const radixes = rests.map(radixOf)
  const perGroup = Math.min(...radixes.map((radix) => radix.size), Math.floor(LARGEST / group.size))
  if (perGroup * group.size < rows) return undefined
  const order = permutation(substream(stream, 'star', ...sets.map((set) => set.label)), group.size * perGroup)
  const chosen = group.choices(({ numbers }) => mapFloat64(numbers, (row) => order.at(row) % group.size))
  radixes.forEach((radix, i) => {
    const base = substream(stream, 'rest', sets[i]!.label)
    const choices = radix.choices(({ numbers }) =>
      numbers.map((row) => {
        const at = order.at(row)
        return permutation(substream(base, at % group.size), radix.size).at(Math.floor(at / group.size))
      }),
    )
    for (const [slot, choice] of choices) chosen.set(slot, choice)
  })
  return chosen
}

interface Radix {
  readonly size: number
  choices(index: Choose): Map<Slot, Choose>
}

/** Slots as digits of one number. Where the product would pass 2^52 the widest digits are narrowed: more are never needed. */
function radixOf(slots: readonly Slot[]): Radix {
  const spans = slots.map((slot) => Math.min(slot.capacity, 2 ** 40))
  let size = spans.reduce((product, span) => product * span, 1)
  while (size > LARGEST) {
    const widest = spans.indexOf(Math.max(...spans))
    spans[widest] = Math.ceil(spans[widest]! / 2)
    size = spans.reduce((product, span) => product * span, 1)
  }
  return {
    size,
    choices(index) {
      let weight = 1
      return new Map(
        slots.map((slot, i) => {
          const divisor = weight
          const span = spans[i]!
          weight *= span
          return [slot, (rows: Rows) => mapFloat64(index(rows), (n) => Math.floor(n / divisor) % span)]
        }),
      )
    },
  }
}

/** Sets that share a slot, directly or through others. */
function components(sets: readonly UniqueSet[]): UniqueSet[][] {
  const groups: UniqueSet[][] = []
  for (const set of sets) {
    const touching = groups.filter((group) =>
      group.some((other) => other.slots.some((slot) => set.slots.includes(slot))),
    )
    for (const group of touching) groups.splice(groups.indexOf(group), 1)
    groups.push([...touching.flat(), set])
  }
  return groups
}
