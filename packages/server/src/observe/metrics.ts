/** Values of labels come from closed lists (methods, routes as they are declared, kinds of jobs), never from a request. */
export type Labels = Readonly<Record<string, string>>

export interface Counter {
  add(labels?: Labels, by?: number): void
  /** One series, for who counts in it often. */
  of(labels: Labels): { add(by?: number): void }
}
export interface Gauge {
  set(value: number, labels?: Labels): void
}
export interface Histogram {
  observe(value: number, labels?: Labels): void
  of(labels: Labels): { observe(value: number): void }
}

/** Figures of this process, as Prometheus reads them. A name is a contract. */
export interface Metrics {
  counter(name: string, help: string): Counter
  gauge(name: string, help: string): Gauge
  /** A gauge that is looked at when it is read. */
  read(name: string, help: string, value: () => number): void
  histogram(name: string, help: string, bounds: readonly number[]): Histogram
  /** Text exposition format 0.0.4. */
  text(): string
}

interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  lines(): string[]
}

interface Point {
  readonly labels: Labels
  value: number
}

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8'

export function createMetrics(): Metrics {
  const families = new Map<string, Family>()
  function add(name: string, family: Family): void {
    if (families.has(name)) throw new Error(`two metrics are called ${name}`)
    families.set(name, family)
  }
  function series(name: string, type: 'counter' | 'gauge', help: string): (labels: Labels | undefined) => Point {
    const points = new Map<string, Point>()
    add(name, {
      type,
      help,
      lines: () => [...points.values()].map(({ labels, value }) => `${name}${labelText(labels)} ${numberText(value)}`),
    })
    return (labels = {}) => {
      const key = keyOf(labels)
      const point = points.get(key) ?? { labels, value: 0 }
      points.set(key, point)
      return point
    }
  }
  return {
    counter(name, help) {
      const pointOf = series(name, 'counter', help)
      const add = (point: Point, by = 1) => {
        point.value += by
      }
      return {
        add: (labels, by) => add(pointOf(labels), by),
        of(labels) {
          const point = pointOf(labels)
          return { add: (by) => add(point, by) }
        },
      }
    },
    gauge(name, help) {
      const pointOf = series(name, 'gauge', help)
      return {
        set(value, labels) {
          pointOf(labels).value = value
        },
      }
    },
    read: (name, help, value) => add(name, { type: 'gauge', help, lines: () => [`${name} ${numberText(value())}`] }),
    histogram(name, help, bounds) {
      const all = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number; count: number }>()
      add(name, {
        type: 'histogram',
        help,
        lines: () =>
          [...all.values()].flatMap(({ labels, counts, sum, count }) => [
            ...runningSums(counts).map(
              (most, i) => `${name}_bucket${labelText({ ...labels, le: numberText(bounds[i]!) })} ${most}`,
            ),
            `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`,
            `${name}_sum${labelText(labels)} ${numberText(sum)}`,
            `${name}_count${labelText(labels)} ${count}`,
          ]),
      })
      const of = (labels: Labels) => {
        const key = keyOf(labels)
        const one = all.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 }
        all.set(key, one)
        return {
          observe(value: number) {
            let bucket = 0
            while (bucket < bounds.length && value > bounds[bucket]!) bucket++
            if (bucket < bounds.length) one.counts[bucket]! += 1
            one.sum += value
            one.count += 1
          },
        }
      }
      return { of, observe: (value, labels = {}) => of(labels).observe(value) }
    },
    text: () =>
      [...families]
        .flatMap(([name, { type, help, lines }]) => [
          `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
          `# TYPE ${name} ${type}`,
          ...lines(),
        ])
        .map((line) => `${line}\n`)
        .join(''),
  }
}

function runningSums(counts: readonly number[]): number[] {
  let sum = 0
  return counts.map((count) => (sum += count))
}

/** How they are written is thought of when somebody reads them. */
function keyOf(labels: Labels): string {
  let key = ''
  for (const [name, value] of Object.entries(labels)) key += `${name}\n${value}\n`
  return key
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}
