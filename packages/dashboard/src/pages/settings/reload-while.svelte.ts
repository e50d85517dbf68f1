/** Looks again every other second for as long as something is under way that no event tells the end of. */
export function reloadWhile(underWay: () => boolean, reload: () => unknown): void {
  $effect(() => {
    if (!underWay()) return
    const timer = setInterval(() => {
      if (!document.hidden) reload()
    }, 2000)
    return () => clearInterval(timer)
  })
}
