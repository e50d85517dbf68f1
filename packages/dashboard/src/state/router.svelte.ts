import { tick } from 'svelte'
import { type At, hrefOf, type Params, placeOf, type Query, type RouteName } from '../routing/routes.ts'

/** Where one is. The address holds the state of every view, so that a reload or a colleague finds the same. */
class Router {
  at = $state.raw<At | undefined>()
  /** Of what is held up until somebody has decided: where they wanted to go. */
  held = $state.raw<{ readonly href: string; readonly why: string } | undefined>()
  #hold: (() => string | undefined) | undefined

  /** Follows links and the browser's own steps from now on; ends where what it gives back is called. */
  start(): () => void {
    this.#read()
    const step = () => this.#read()
    const click = (event: MouseEvent) => this.#follow(event)
    addEventListener('popstate', step)
    document.addEventListener('click', click)
    return () => {
      removeEventListener('popstate', step)
      document.removeEventListener('click', click)
    }
  }

  /** @param anyway whatever is not saved: it is of what is there no more */
  go(
    href: string,
    { replace = false, anyway = false }: { readonly replace?: boolean; readonly anyway?: boolean } = {},
  ): void {
    const why = anyway ? undefined : this.#hold?.()
    if (why !== undefined && new URL(href, location.href).pathname !== location.pathname) {
      this.held = { href, why }
      return
    }
    const before = this.at
    history[replace ? 'replaceState' : 'pushState'](null, '', href)
    this.#read()
    if (!isSamePlace(before, this.at)) void settled()
  }

  /** The same screen with something of its state changed; a step back undoes what was pushed. */
  refine<Name extends RouteName>(
    name: Name,
    patch: Partial<Query<Name>>,
    { replace = false }: { readonly replace?: boolean } = {},
  ): void {
    const { at } = this
    if (at?.name !== name) return
    const [params, query] = stateOf<Name>(at)
    this.go(hrefOf(name, params, { ...query, ...patch }), { replace })
  }

  /** While something would be lost by leaving: `why` says what, or undefined. Ends where what it gives back is called. */
  hold(why: () => string | undefined): () => void {
    this.#hold = why
    const unload = (event: BeforeUnloadEvent) => {
      if (why() !== undefined) event.preventDefault()
    }
    addEventListener('beforeunload', unload)
    return () => {
      removeEventListener('beforeunload', unload)
      if (this.#hold === why) this.#hold = undefined
    }
  }

  /** What was held up goes on, or is forgotten. */
  decide(leave: boolean): void {
    const { held } = this
    this.held = undefined
    if (!leave || !held) return
    this.#hold = undefined
    this.go(held.href)
  }

  #read(): void {
    this.at = placeOf(new URL(location.href))
  }

  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    if (link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return
    if (!placeOf(new URL(link.href)) || link.hash !== '') return
    event.preventDefault()
    this.go(link.href)
  }
}

/** Whoever reads by ear is told of a new screen by its title, and whoever reads by eye begins at its top. */
async function settled(): Promise<void> {
  await tick()
  document.querySelector('[data-scroll]')?.scrollTo({ top: 0 })
  const main = document.querySelector('main')
  if (main instanceof HTMLElement) main.focus({ preventScroll: true })
}

function isSamePlace(a: At | undefined, b: At | undefined): boolean {
  return a?.name === b?.name && JSON.stringify(a?.params) === JSON.stringify(b?.params)
}

/** Of a place that is known to be of that name. */
function stateOf<Name extends RouteName>(at: At): [Params<Name>, Query<Name>] {
  return [at.params, at.query] as unknown as [Params<Name>, Query<Name>]
}

export const router = new Router()
