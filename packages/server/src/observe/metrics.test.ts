import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

test('each series of a counter grows by itself', () => {
  const metrics = createMetrics()
  const counter = metrics.counter('requests_total', 'Requests.')
  counter.add({ route: '/a' })
  counter.add({ route: '/a' }, 2)
  counter.add({ route: '/b' })
  expect(metrics.text()).toBe(
    '# HELP requests_total Requests.\n# TYPE requests_total counter\nrequests_total{route="/a"} 3\nrequests_total{route="/b"} 1\n',
  )
})

test('a histogram counts what is at or below each bound, and all', () => {
  const metrics = createMetrics()
  const histogram = metrics.histogram('seconds', 'Time.', [0.1, 1])
  for (const value of [0.1, 0.5, 3]) histogram.observe(value, { method: 'GET' })
  expect(metrics.text().split('\n').slice(2, -1)).toEqual([
    'seconds_bucket{method="GET",le="0.1"} 1',
    'seconds_bucket{method="GET",le="1"} 2',
    'seconds_bucket{method="GET",le="+Inf"} 3',
    'seconds_sum{method="GET"} 3.6',
    'seconds_count{method="GET"} 3',
  ])
})

test('a gauge is what it was set to, or what is there when it is read', () => {
  const metrics = createMetrics()
  let open = 1
  metrics.read('open_streams', 'Streams.', () => open)
  metrics.gauge('ready', 'Whether.').set(1)
  open = 7
  expect(metrics.text()).toContain('\nopen_streams 7\n')
  expect(metrics.text()).toContain('\nready 1\n')
})

test('no label can end its line or its quotes', () => {
  const metrics = createMetrics()
  metrics.counter('a_total', 'With\nbreak.').add({ kind: 'x"} 1\nb_total 9\\' })
  expect(metrics.text()).toBe(
    '# HELP a_total With\\nbreak.\n# TYPE a_total counter\na_total{kind="x\\"} 1\\nb_total 9\\\\"} 1\n',
  )
})

test('two things that are called the same are a mistake of whoever starts the server', () => {
  const metrics = createMetrics()
  metrics.counter('a_total', 'One.')
  expect(() => metrics.gauge('a_total', 'Another.')).toThrow('a_total')
})
