import { UnderstudyError } from '@understudy/sdk'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): { line: string; json: Record<string, unknown> } {
  const lines: string[] = []
  write(
    createLog(
      (line) => lines.push(line),
      () => new Date('2026-01-02T03:04:05Z'),
    ),
  )
  expect(lines).toHaveLength(1)
  return { line: lines[0]!, json: JSON.parse(lines[0]!) }
}

test('a line is one object of JSON, whatever the names in it hold', () => {
  const { line, json } = logged((log) =>
    log.write('info', 'team.created', { team: 'a\n{"level":"error"}', members: 2 }),
  )
  expect(line.trimEnd().split('\n')).toHaveLength(1)
  expect(json).toEqual({
    time: '2026-01-02T03:04:05.000Z',
    level: 'info',
    event: 'team.created',
    team: 'a\n{"level":"error"}',
    members: 2,
  })
})

test('a line may say no more than that something happened', () => {
  expect(logged((log) => log.write('info', 'server.started', { team: undefined })).json).toEqual({
    time: '2026-01-02T03:04:05.000Z',
    level: 'info',
    event: 'server.started',
  })
})

test.each([
  ['', {}],
  [',"actor":"user:ä€","ip":"127.0.0.1"', { actor: 'user:ä€', ip: '127.0.0.1' }],
])('a line that is framed is one like others, and ends with what is said last: %s', (members, said) => {
  const fields = { requestId: 'r-1', status: 200, route: '/healthz', milliseconds: 1234.5, ...said }
  const built = logged((log) => log.write('info', 'request.answered', fields))
  const framed = logged((log) =>
    log.framed('info', 'request.answered', '"status":200,"route":"/healthz"')('r-1', 12_345, members),
  )
  expect(framed.line).toBe(built.line)
})

test('each framed line has its own time and what differs of it', () => {
  const lines: string[] = []
  const times = [0, 7, 7, 999, 1000, 1001, 1_796_000_000_123, 1_796_000_000_045, -1, -1001, 5, 8.64e15, -8.64e15]
  const clock = times.values()
  const log = createLog(
    (line) => lines.push(line),
    () => clock.next().value ?? Number.NaN,
  )
  const answered = log.framed('info', 'request.answered', '"status":200')
  for (const i of times.keys()) answered(`r-${i}`, i, '')
  const whole = { level: 'info', event: 'request.answered', status: 200 }
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    times.map((ms, i) => ({ ...whole, time: new Date(ms).toISOString(), requestId: `r-${i}`, milliseconds: i / 10 })),
  )
  expect(() => answered('r', 1, '')).toThrow(RangeError)
})

test('what a driver says of the data is not logged: name, code and places are', () => {
  const thrown = Object.assign(new Error('Key (email)=(ada@example.com) already exists\n    at ada:1:1'), {
    code: '23505',
  })
  const { line, json } = logged((log) => log.failure('request.failed', new Error('while ada', { cause: thrown })))
  expect(line).not.toContain('ada')
  expect(json).toMatchObject({ level: 'error', failure: { name: 'Error', cause: { name: 'Error', code: '23505' } } })
  expect(JSON.stringify(json)).toContain('log.test.ts')
})

test('our own words are logged, for they never hold a value', () => {
  const thrown = new UnderstudyError('WRITE_FAILED', { operation: 'write a chunk', message: 'the disk is full' })
  expect(logged((log) => log.failure('job.failed', thrown)).json).toMatchObject({
    failure: { name: 'UnderstudyError', code: 'WRITE_FAILED', message: 'the disk is full' },
  })
})

test('something thrown that is no error is told by its type alone', () => {
  expect(logged((log) => log.failure('job.failed', 'ada@example.com')).json).toMatchObject({
    failure: { name: 'string' },
  })
})
