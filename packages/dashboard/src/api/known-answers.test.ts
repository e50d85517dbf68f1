import { expect, test } from 'vitest'
import { KnownAnswers } from './known-answers.ts'

/** A server that answers each address with its number, under a tag but where it ends in a question mark. */
function numbered() {
  const numbers = new Map<string, number>()
  const answered: number[] = []
  const answers = new KnownAnswers(async ({ url, headers }) => {
    const number = numbers.get(url) ?? 0
    const tag = `"${number}"`
    const known = headers.get('if-none-match') === tag
    answered.push(known ? 304 : 200)
    const tagged = url.endsWith('?') ? {} : { etag: tag }
    return new Response(known ? null : `${number}`, { status: known ? 304 : 200, headers: tagged })
  }, 2)
  const ask = async (path: string, method = 'GET') => {
    const answer = await answers.fetch(new Request(`http://here/${path}`, { method }))
    return [answer.status, await answer.text()]
  }
  return { ask, answers, answered, change: (path: string) => numbers.set(`http://here/${path}`, 1) }
}

test('what is still as it was is not sent again, and who asks has it all the same', async () => {
  const { ask, answered, change } = numbered()
  for (let i = 0; i < 3; i++) expect(await ask('a')).toEqual([200, '0'])
  expect(answered).toEqual([200, 304, 304])
  change('a')
  expect(await ask('a')).toEqual([200, '1'])
  expect(await ask('a')).toEqual([200, '1'])
  expect(answered.slice(3)).toEqual([200, 304])
})

test('only so much is kept, nothing of what has no tag or changes something, and nothing for whoever comes next', async () => {
  const { ask, answers, answered } = numbered()
  for (const path of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(path)
  expect(answered.splice(0)).toEqual([200, 200, 304, 200, 304, 200])
  for (let i = 0; i < 2; i++) await ask('no-tag?')
  await ask('a', 'POST')
  answers.clear()
  await ask('a')
  expect(answered).toEqual([200, 200, 200, 200])
})
