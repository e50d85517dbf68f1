import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { connect } from './connect.ts'
import { applicationName, startMark, thisProcess } from './this-process.ts'

test('a process is told from every other one, and is the same each time it is asked', () => {
  expect(thisProcess()).toBe(thisProcess())
  expect(thisProcess().pid).toBe(process.pid)
  expect(applicationName()).toMatch(/^understudy [0-9a-f]{16}$/)
})

test.runIf(process.platform === 'linux')(
  'the start of another process is another one, and the dead have none',
  async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    await once(child, 'spawn')
    const mark = startMark(child.pid!)
    expect(mark).toMatch(/^\d+$/)
    expect(mark).not.toBe(thisProcess().mark)
    expect(startMark(process.pid)).toBe(thisProcess().mark)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(startMark(child.pid!)).toBeUndefined()
  },
)

test('connections say which process they are of, unless their URL says otherwise', async () => {
  const url = await testDatabase('this_process')
  const named = "select current_setting('application_name') as name"
  await using database = await connect(url)
  expect(await database.query(named)).toEqual([{ name: applicationName() }])
  await using other = await connect(`${url}?application_name=mine`)
  expect(await other.query(named)).toEqual([{ name: 'mine' }])
})
