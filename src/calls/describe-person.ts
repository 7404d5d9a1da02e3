import type { Identity } from '../auth/identity.js'
import { viewerOf, type PermissionSource, type ViewerKind } from '../permissions/viewer.js'
import type { App } from './app.js'

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

/** What decides which studies this identity may read. */
export const permissionSourceOf = (
  { config }: Pick<App, 'config'>,
  identity: Identity,
): PermissionSource => viewerOf(identity, config).permissionSource

/**
 * The caller's own role and organizations in JHE.
 * @throws JheError as every question to the database does
 */
export async function describePerson(
  app: Pick<App, 'config' | 'database'>,
  identity: Identity,
  signal: AbortSignal,
): Promise<PersonInJhe> {
  const { describeViewer } = (await import('../query/registry.js')).queries
  const database = await app.database()
  const row = await database.ask(viewerOf(identity, app.config), describeViewer, {}, signal)
  const { viewer_kind: kind, is_known, organizations, study_count } = row
  return { kind, is_known, organizations, study_count }
}
