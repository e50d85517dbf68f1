import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'

vi.hoisted(() => vi.stubGlobal('location', { origin: 'http://127.0.0.1' }))
const { Read } = await import('./reading.svelte.ts')
const { cache } = await import('./cache.ts')

/** What is looked at is told by hand, look by look. */
class ByHand extends Read<string> {
  readonly looks: { readonly signal: AbortSignal; readonly answer: (value: string) => void }[] = []

  protected override load(signal: AbortSignal): Promise<string> {
    return new Promise((answer) => this.looks.push({ signal, answer }))
  }
}

/** As a component has it; `asked` is what its address says. */
function shown(name: string) {
  let asked = $state.raw({ team: name })
  let reading: ByHand | undefined
  const end = $effect.root(() => {
    reading = new ByHand(() => `${asked.team} of the test`, [])
  })
  flushSync()
  if (!reading) throw new Error('an effect runs at once')
  return {
    reading,
    ask(team: string) {
      asked = { team }
      flushSync()
    },
    end,
  }
}

test('a view whose address changes, and that is of the same, goes on with the look that is under way', async () => {
  const { reading, ask, end } = shown('same')
  reading.looks[0]?.answer('before')
  await expect.poll(() => reading.value).toBe('before')
  const again = reading.reload()
  ask('same')
  expect(reading.looks[1]?.signal.aborted).toBe(false)
  reading.looks[1]?.answer('after')
  await again
  expect(reading.value).toBe('after')
  end()
})

test('a view of another thing gives up what it asked of the one before', async () => {
  const { reading, ask, end } = shown('one')
  ask('another')
  expect(reading.looks.map(({ signal }) => signal.aborted)).toEqual([true, false])
  reading.looks[1]?.answer('of another')
  await expect.poll(() => reading.value).toBe('of another')
  end()
})

test('what nobody shows any more is not looked at again', async () => {
  const { reading, end } = shown('gone')
  end()
  expect(reading.looks[0]?.signal.aborted).toBe(true)
  await reading.reload()
  expect(reading.looks).toHaveLength(1)
})

test('while what is shown is being taken away it is not looked at anew, and afterwards it is, if it still is shown', async () => {
  vi.useFakeTimers()
  const { reading, end } = shown('removed')
  let answer = () => {}
  const removing = cache.removing(
    () =>
      new Promise<void>((removed) => {
        answer = removed
      }),
  )
  // Where something was missed, anything may have changed.
  cache.heard(undefined)
  await vi.advanceTimersByTimeAsync(5000)
  expect(reading.looks).toHaveLength(1)
  answer()
  await removing
  await vi.advanceTimersByTimeAsync(5000)
  expect(reading.looks).toHaveLength(2)
  end()
  vi.useRealTimers()
})
