import type { LucideProps } from '@lucide/svelte'
import type { Component } from 'svelte'

/** One file of @lucide/svelte/icons each. */
export type Icon = Component<LucideProps>
