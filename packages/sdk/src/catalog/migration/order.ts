/** What must come before what. An edge that is not needed only makes the order nicer, and gives way where it must. */
export interface Graph<Node> {
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge<Node>[]
  /** Of nodes that may come next, the smaller one does. */
  compare(one: Node, other: Node): number
}

export interface Edge<Node> {
  readonly first: Node
  readonly then: Node
  readonly needed: boolean
}

export interface Order<Node> {
  readonly ordered: readonly Node[]
  /** Nodes that wait for each other, where needed edges run in circles; they and what waits for them are not ordered. */
  readonly circle: readonly Node[]
}

/** One order for one graph: the same nodes and edges give the same order, in whatever order they are given. */
export function order<Node>(graph: Graph<Node>): Order<Node> {
  const waits = new Map<Node, Set<Node>>(graph.nodes.map((node) => [node, new Set()]))
  const soft = new Map<Node, Set<Node>>()
  const followers = new Map<Node, Node[]>(graph.nodes.map((node) => [node, []]))
  for (const { first, then, needed } of graph.edges) {
    if (first === then) continue
    const before = waits.get(then)
    if (!before || !waits.has(first)) continue
    if (!before.has(first)) followers.get(first)?.push(then)
    before.add(first)
    if (!needed && !soft.get(then)?.has(first)) addTo(soft, then, first)
  }
  for (const { first, then, needed } of graph.edges) if (needed) soft.get(then)?.delete(first)

  const ready = new Heap<Node>(graph.compare)
  for (const [node, before] of waits) if (before.size === 0) ready.push(node)
  const ordered: Node[] = []
  for (;;) {
    const next = ready.pop() ?? freed(waits, soft, graph.compare)
    if (next === undefined) break
    ordered.push(next)
    waits.delete(next)
    for (const follower of followers.get(next) ?? []) {
      const before = waits.get(follower)
      if (before?.delete(next) && before.size === 0) ready.push(follower)
    }
  }
  return { ordered, circle: circleIn(waits) }
}

/** The smallest node that only nicer order keeps waiting, where everything waits. */
function freed<Node>(
  waits: ReadonlyMap<Node, Set<Node>>,
  soft: ReadonlyMap<Node, ReadonlySet<Node>>,
  compare: (one: Node, other: Node) => number,
): Node | undefined {
  let best: Node | undefined
  for (const [node, before] of waits) {
    const given = soft.get(node)
    if (given === undefined || [...before].some((one) => !given.has(one))) continue
    if (best === undefined || compare(node, best) < 0) best = node
  }
  return best
}

/** Follows what is waited for until a node comes again. */
function circleIn<Node>(waits: ReadonlyMap<Node, ReadonlySet<Node>>): Node[] {
  const path: Node[] = []
  let [node] = waits.keys()
  while (node !== undefined && !path.includes(node)) {
    path.push(node)
    const [next] = [...(waits.get(node) ?? [])].filter((one) => waits.has(one))
    node = next
  }
  return node === undefined ? [] : path.slice(path.indexOf(node))
}

function addTo<Key, Value>(map: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = map.get(key)
  if (set) set.add(value)
  else map.set(key, new Set([value]))
}

class Heap<Item> {
  readonly #items: Item[] = []
  readonly #compare: (one: Item, other: Item) => number

  constructor(compare: (one: Item, other: Item) => number) {
    this.#compare = compare
  }

  push(item: Item): void {
    const items = this.#items
    let at = items.push(item) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if (!this.#swapped(up, at)) break
      at = up
    }
  }

  pop(): Item | undefined {
    const items = this.#items
    const [first] = items
    const last = items.pop()
    if (items.length === 0 || last === undefined) return first
    items[0] = last
    let at = 0
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const down = this.#isBefore(right, left) ? right : left
      if (!this.#swapped(at, down)) return first
      at = down
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#items[one], this.#items[other]]
    return a !== undefined && b !== undefined && this.#compare(a, b) < 0
  }

  /** Exchanges them where the lower one belongs above. */
  #swapped(up: number, down: number): boolean {
    if (!this.#isBefore(down, up)) return false
    const [a, b] = [this.#items[up], this.#items[down]]
    if (a === undefined || b === undefined) return false
    this.#items[up] = b
    this.#items[down] = a
    return true
  }
}
