/** A token as a colour that a canvas takes: it knows no variables, and none of `light-dark`. */
export function colourOf(host: HTMLElement, token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${token})`
  probe.style.display = 'none'
  host.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

/** Called when the page becomes light or dark, until what it gives back is called. */
export function onTheme(changed: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)')
  const watch = new MutationObserver(changed)
  media.addEventListener('change', changed)
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => {
    media.removeEventListener('change', changed)
    watch.disconnect()
  }
}
