import type { Identity } from '../auth/identity.js'
import type { Grant } from '../permissions/grant.js'
import type { ViewerKind } from '../permissions/viewer.js'
import type { App } from './app.js'
import { viewerFor } from './viewer-for.js'

/** A person as the database describes them. */
export interface PersonInJhe {
  readonly kind: ViewerKind
  /** False where this database has no such account. */
  readonly is_known: boolean
  readonly organizations: readonly {
    readonly id: number
    readonly name: string
    /** Null for a patient. */
    readonly role: string | null
  }[]
  readonly study_count: number
}

/**
 * The caller's own role and organizations in JHE, and how many studies the grant leaves.
 * @throws JheError as every question to the database does
 */
export async function describePerson(
  app: Pick<App, 'config' | 'database' | 'now'>,
  { person, grant }: { readonly person: Identity; readonly grant: Grant },
  signal: AbortSignal,
): Promise<PersonInJhe> {
  const { describeViewer } = (await import('../query/registry.js')).queries
  const viewer = viewerFor(app, { person, grant, use: 'either' })
  const database = await app.database()
  const row = await database.ask(viewer, describeViewer, {}, signal)
  const { viewer_kind: kind, is_known, organizations, study_count } = row
  return { kind, is_known, organizations, study_count }
}
