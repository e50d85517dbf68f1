import { ApiFailure, isAbort } from '../api/api-failure.ts'
import { type Action, type Answer, api, type Role, whyNot } from '../api.ts'
import { zones } from '../ui/zones.svelte.ts'
import { live } from './live.svelte.ts'
import { session } from './session.svelte.ts'

type TeamRead = Answer<'get', '/teams/:team'>

/** The team whose screens are shown: what it is, and what one may do in it. */
class CurrentTeam {
  slug = $state<string | undefined>()
  /** Undefined until it is known, and where there is none. */
  about = $state.raw<TeamRead | undefined>()
  failure = $state.raw<ApiFailure | undefined>()
  readonly role: Role | undefined = $derived(session.me?.teams.find(({ slug }) => slug === this.slug)?.role)

  /** The screens of this team are shown from now on, or of none. */
  enter(slug: string | undefined): void {
    if (slug === this.slug) return
    this.slug = slug
    this.about = undefined
    this.failure = undefined
    zones.team = undefined
    live.follow(slug !== undefined && this.role !== undefined ? slug : undefined)
    if (slug !== undefined) void this.look()
  }

  async look(): Promise<void> {
    const { slug: team } = this
    if (team === undefined) return
    try {
      const about = await api.get('/teams/:team', { param: { team } })
      if (this.slug !== team) return
      this.about = about
      this.failure = undefined
      if (this.may('config.read')) {
        const { config } = await api.get('/teams/:team/config', { param: { team } })
        if (this.slug === team) zones.team = config.refreshPreferences.schedule?.timezone
      }
    } catch (thrown) {
      if (isAbort(thrown) || this.slug !== team) return
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
    }
  }

  may(action: Action): boolean {
    return this.whyNot(action) === undefined
  }

  /** Why one may not, to be said where what is not offered must be seen. */
  whyNot(action: Action): string | undefined {
    return whyNot(
      {
        role: this.role,
        isSystemAdmin: session.me?.isSystemAdmin ?? false,
        accessLevel: this.about?.accessLevel,
        archived: this.about?.status === 'archived',
      },
      action,
    )
  }
}

export const team = new CurrentTeam()
