/** One migration of JHE's `core` app; without SQL where it changes only data or Python. */
export interface Step {
  /** As in `django_migrations`. */
  readonly name: string
  readonly sql?: string
}
