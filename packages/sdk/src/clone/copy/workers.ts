/** Runs work for each item, so many at a time, in their order. The first failure ends all, after what runs has ended. */
export async function eachOf<Item>(
  items: readonly Item[],
  workers: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  let failure: { readonly thrown: unknown } | undefined
  const worker = async (): Promise<void> => {
    while (failure === undefined) {
      const item = items[next++]
      if (item === undefined) return
      try {
        await work(item)
      } catch (thrown) {
        failure ??= { thrown }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(Math.max(1, workers), items.length) }, worker))
  if (failure !== undefined) throw failure.thrown
}
