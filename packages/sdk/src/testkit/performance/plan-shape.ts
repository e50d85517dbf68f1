/**
 * How a database goes about a query, without what differs from run to run: no costs, no times, no counts, and no value
 * of a condition. One line a step, those within it indented.
 * @param plan as measure() gives it; null where the engine explains nothing
 */
export function planShape(plan: unknown): readonly string[] | null {
  if (!Array.isArray(plan)) return null
  const [first] = plan as readonly unknown[]
  if (isNode(first) && isNode(first.Plan)) return shapeOf(first.Plan, 0)
  return plan.every(isStep) ? sqliteShape(plan) : null
}

/** Of a step of Postgres, what makes it another one: how, on what, by which index. */
const tellingKeys = [
  'Strategy',
  'Partial Mode',
  'Operation',
  'Join Type',
  'Scan Direction',
  'Schema',
  'Relation Name',
  'Index Name',
  'CTE Name',
  'Function Name',
  'Parent Relationship',
  'Subplan Name',
] as const

type Node = Readonly<Record<string, unknown>>

function shapeOf(node: Node, depth: number): string[] {
  const about = tellingKeys.flatMap((key) => {
    const value = node[key]
    const usual = (key === 'Parent Relationship' && !String(value).startsWith('InitPlan')) || value === 'Simple'
    return typeof value !== 'string' || usual || value === 'Forward' || value === 'Plain' ? [] : [value]
  })
  const line = `${'  '.repeat(depth)}${[String(node['Node Type']), ...about].join(', ')}`
  const parts = Array.isArray(node.Plans) ? node.Plans.filter(isNode) : []
  return [line, ...parts.flatMap((part) => shapeOf(part, depth + 1))]
}

interface Step {
  readonly id: number
  readonly parent: number
  readonly detail: string
}

function sqliteShape(steps: readonly Step[]): string[] {
  const depths = new Map<number, number>([[0, -1]])
  return steps.map(({ id, parent, detail }) => {
    const depth = (depths.get(parent) ?? -1) + 1
    depths.set(id, depth)
    return `${'  '.repeat(depth)}${detail}`
  })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isStep(value: unknown): value is Step {
  return (
    isNode(value) &&
    typeof value.id === 'number' &&
    typeof value.parent === 'number' &&
    typeof value.detail === 'string'
  )
}
