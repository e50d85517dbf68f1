import { expect, test } from 'vitest'
import { Closing } from './closing.ts'

test('what was opened last is closed first, one after another, and once', async () => {
  const closing = new Closing()
  const heard: string[] = []
  for (const name of ['store', 'queue', 'port']) {
    closing.add(async () => {
      heard.push(`${name} closes`)
      await new Promise((resolve) => setTimeout(resolve, 1))
      heard.push(`${name} is closed`)
    })
  }
  await Promise.all([closing.close(), closing.close()])
  await closing[Symbol.asyncDispose]()
  expect(heard).toEqual(['port', 'queue', 'store'].flatMap((name) => [`${name} closes`, `${name} is closed`]))
})

test('where one does not close the others are closed all the same, and it is told', async () => {
  const heard: string[] = []
  const fails = (message: string) => () => {
    throw new Error(message)
  }
  const one = new Closing()
  one.add(() => heard.push('store'))
  one.add(fails('queue'))
  await expect(one.close()).rejects.toThrow('queue')
  expect(heard).toEqual(['store'])
  const several = new Closing()
  for (const name of ['store', 'queue']) several.add(fails(name))
  await expect(several.close()).rejects.toMatchObject({ errors: [{ message: 'queue' }, { message: 'store' }] })
})
