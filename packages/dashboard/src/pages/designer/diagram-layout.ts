/** What is drawn: boxes, and lines from what is pointed at to what points, each at a height in its box. */
export interface Box {
  readonly id: string
  readonly width: number
  readonly height: number
}
export interface Line {
  readonly from: string
  readonly to: string
  readonly fromY: number
  readonly toY: number
}

export interface Placed extends Box {
  readonly x: number
  readonly y: number
}
export interface Point {
  readonly x: number
  readonly y: number
}
export interface Layout {
  readonly boxes: readonly Placed[]
  /** By the order of the lines that were given: the points that each goes through. */
  readonly lines: readonly (readonly Point[])[]
  readonly width: number
  readonly height: number
}

const between = { x: 72, y: 20 }
const sweeps = 8

/** One place of a layer: a box, or where a line goes past the layer. */
interface Slot {
  readonly id: string
  readonly box: Box | undefined
  readonly height: number
  y: number
}

/**
 * In layers from left to right: what points stands to the right of what it points at, but for circles, of which a line goes
 * back. The same boxes and lines in the same order give the same layout.
 */
export function layoutOf(boxes: readonly Box[], lines: readonly Line[]): Layout {
  const known = new Map(boxes.map((box) => [box.id, box]))
  const drawn = lines.filter(({ from, to }) => known.has(from) && known.has(to))
  const layerOf = layersOf(boxes, drawn)
  const layers = slotsOf(boxes, layerOf)
  const chains = new Map(drawn.map((line, i) => [line, chainOf(line, i, layerOf, layers)]))
  const neighbours = neighboursOf([...chains.values()])
  for (let sweep = 0; sweep < sweeps; sweep++) order(layers, neighbours, sweep % 2 === 0)
  for (const layer of layers) stack(layer)
  for (let sweep = 0; sweep < sweeps; sweep++) align(layers, neighbours, sweep % 2 === 0)
  return measured(boxes, lines, layers, chains)
}

/** The layer of each box: right of all that it points at, and where that layer has room. */
function layersOf(boxes: readonly Box[], lines: readonly Line[]): Map<string, number> {
  const most = Math.max(4, Math.ceil(Math.sqrt(boxes.length) * 1.3))
  const parents = new Map<string, string[]>()
  for (const { from, to } of lines) if (from !== to) parents.set(to, [...(parents.get(to) ?? []), from])
  const joined = new Set(lines.flatMap(({ from, to }) => [from, to]))
  const layerOf = new Map<string, number>()
  const counts: number[] = []
  const under = new Set<string>()
  const place = (id: string): number => {
    const there = layerOf.get(id)
    if (there !== undefined) return there
    if (under.has(id)) return -1
    under.add(id)
    const after = (parents.get(id) ?? []).map((parent) => place(parent))
    let layer = Math.max(-1, ...after) + 1
    while ((counts[layer] ?? 0) >= most) layer++
    counts[layer] = (counts[layer] ?? 0) + 1
    layerOf.set(id, layer)
    return layer
  }
  // What stands alone fills up what is left.
  for (const { id } of [...boxes.filter(({ id }) => joined.has(id)), ...boxes.filter(({ id }) => !joined.has(id))])
    place(id)
  return layerOf
}

function slotsOf(boxes: readonly Box[], layerOf: ReadonlyMap<string, number>): Slot[][] {
  const count = Math.max(-1, ...layerOf.values()) + 1
  const layers = Array.from({ length: count }, (): Slot[] => [])
  for (const box of boxes) layers[layerOf.get(box.id) ?? 0]?.push({ id: box.id, box, height: box.height, y: 0 })
  return layers
}

/** The slots that a line goes through, from left to right. */
function chainOf({ from, to }: Line, nth: number, layerOf: ReadonlyMap<string, number>, layers: Slot[][]): Slot[] {
  const ends = [from, to].sort((a, b) => (layerOf.get(a) ?? 0) - (layerOf.get(b) ?? 0))
  const [first = 0, last = 0] = ends.map((id) => layerOf.get(id) ?? 0)
  const chain: Slot[] = []
  for (let at = first; at <= last; at++) {
    const layer = layers[at] ?? []
    const end = at === first ? ends[0] : at === last ? ends[1] : undefined
    const slot =
      end === undefined ? { id: `${nth}:${at}`, box: undefined, height: 4, y: 0 } : layer.find(({ id }) => id === end)
    if (end === undefined && slot) layer.push(slot)
    if (slot) chain.push(slot)
  }
  if (first === last && from !== to) {
    const other = layers[last]?.find(({ id }) => id === ends[1])
    if (other) chain.push(other)
  }
  return chain
}

function neighboursOf(
  chains: readonly (readonly Slot[])[],
): Map<Slot, { readonly left: Slot[]; readonly right: Slot[] }> {
  const all = new Map<Slot, { readonly left: Slot[]; readonly right: Slot[] }>()
  const of = (slot: Slot) => {
    const known = all.get(slot) ?? { left: [], right: [] }
    all.set(slot, known)
    return known
  }
  for (const chain of chains) {
    for (const [i, slot] of chain.entries()) {
      const next = chain[i + 1]
      if (!next || next === slot) continue
      of(slot).right.push(next)
      of(next).left.push(slot)
    }
  }
  return all
}

type Neighbours = ReturnType<typeof neighboursOf>

/** Each layer in the order of what its slots are joined to on one side: fewer lines cross. */
function order(layers: Slot[][], neighbours: Neighbours, fromLeft: boolean): void {
  const turns = fromLeft ? layers : [...layers].reverse()
  const at = new Map(layers.flatMap((layer) => layer.map((slot, i) => [slot, (i + 0.5) / layer.length] as const)))
  for (const layer of turns) {
    const wanted = new Map(
      layer.map((slot) => [
        slot,
        mean(sideOf(neighbours, slot, fromLeft).map((other) => at.get(other) ?? 0)) ?? at.get(slot) ?? 0,
      ]),
    )
    layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0))
    for (const [i, slot] of layer.entries()) at.set(slot, (i + 0.5) / layer.length)
  }
}

function stack(layer: Slot[]): void {
  let y = 0
  for (const slot of layer) {
    slot.y = y
    y += slot.height + between.y
  }
}

/** Each slot as near to the height of what it is joined to as its neighbours in the layer allow. */
function align(layers: Slot[][], neighbours: Neighbours, fromLeft: boolean): void {
  for (const layer of fromLeft ? layers : [...layers].reverse()) {
    const wanted = layer.map((slot) => {
      const centre = mean(sideOf(neighbours, slot, fromLeft).map((other) => other.y + other.height / 2))
      return centre === undefined ? slot.y : centre - slot.height / 2
    })
    let from = Number.NEGATIVE_INFINITY
    for (const [i, slot] of layer.entries()) {
      slot.y = Math.max(wanted[i] ?? 0, from)
      from = slot.y + slot.height + between.y
    }
    // What was pushed down as a whole goes back up by half of it.
    const excess = mean(layer.map((slot, i) => slot.y - (wanted[i] ?? 0))) ?? 0
    for (const slot of layer) slot.y -= excess
  }
}

function sideOf(neighbours: Neighbours, slot: Slot, left: boolean): Slot[] {
  return neighbours.get(slot)?.[left ? 'left' : 'right'] ?? []
}

function mean(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0) / numbers.length
}

function measured(
  boxes: readonly Box[],
  lines: readonly Line[],
  layers: Slot[][],
  chains: ReadonlyMap<Line, readonly Slot[]>,
): Layout {
  const top = Math.min(0, ...layers.flat().map(({ y }) => y))
  const lefts: number[] = []
  let x = 0
  for (const layer of layers) {
    lefts.push(x)
    x += Math.max(0, ...layer.map(({ box }) => box?.width ?? 0)) + between.x
  }
  const placed = new Map<string, Placed>()
  const lane = new Map<Slot, readonly Point[]>()
  for (const [i, layer] of layers.entries()) {
    const width = Math.max(0, ...layer.map(({ box }) => box?.width ?? 0))
    for (const slot of layer) {
      const at = { x: lefts[i] ?? 0, y: Math.round(slot.y - top) }
      if (slot.box) placed.set(slot.id, { ...slot.box, ...at })
      lane.set(slot, [at, { x: at.x + width, y: at.y }])
    }
  }
  const all = boxes.map(({ id }) => placed.get(id)).filter((box) => box !== undefined)
  return {
    boxes: all,
    lines: lines.map((line) => pointsOf(line, chains.get(line) ?? [], placed, lane)),
    width: Math.max(0, ...all.map((box) => box.x + box.width)),
    height: Math.max(0, ...all.map((box) => box.y + box.height)),
  }
}

/** From the right side of one box to the left side of the other; where they do not stand so, round their right sides. */
function pointsOf(
  line: Line,
  chain: readonly Slot[],
  placed: ReadonlyMap<string, Placed>,
  lane: ReadonlyMap<Slot, readonly Point[]>,
): Point[] {
  const [from, to] = [placed.get(line.from), placed.get(line.to)]
  if (!from || !to) return []
  const start = { x: from.x + from.width, y: from.y + line.fromY }
  if (to.x === from.x) {
    const out = Math.max(start.x, to.x + to.width) + 28
    const end = { x: to.x + to.width, y: to.y + line.toY }
    return [start, { x: out, y: start.y }, { x: out, y: end.y }, end]
  }
  const isForward = to.x > from.x
  const end = { x: isForward ? to.x : to.x + to.width, y: to.y + line.toY }
  const past = chain.filter(({ box }) => !box).flatMap((slot) => lane.get(slot) ?? [])
  const begin = isForward ? start : { ...start, x: from.x }
  return [begin, ...(isForward ? past : past.toReversed()), end]
}
