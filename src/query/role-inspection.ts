import { catalog } from '../db/catalog.js'
import type { Connection } from '../db/connection.js'
import { readerOf, readerProblem, type Reader } from '../db/reader-role.js'
import { wordsFor, type FindingRow } from '../db/role-findings.js'
import type { JheError } from '../errors.js'
import type { Viewer } from '../permissions/viewer.js'

/** What the role of the connection can do. */
export interface RoleState {
  /** What it can do beyond reading, in words. */
  readonly excesses: readonly string[]
  /** Why it cannot answer to a person (`core_jheuser.id`), where row-level security hides them. */
  readonly refusalOf: (subject: number) => JheError | undefined
}

/** Inspects the database role, and refuses people by what the last inspection found. */
export interface RoleInspection {
  readonly inspect: (signal: AbortSignal) => Promise<RoleState>
  /**
   * Refuses a person whom the role cannot read for. Sends nothing unless the last inspection says
   * so; then it inspects again, since an administrator may have changed the role.
   * @throws ReaderRefusal
   */
  readonly admit: (viewer: Viewer, signal: AbortSignal) => Promise<void>
  /** Inspects first, then refuses: row-level security that is new hides a person's own row, which looks like an unknown person. */
  readonly admitAnew: (viewer: Viewer, signal: AbortSignal) => Promise<void>
}

export function createRoleInspection(connection: Connection): RoleInspection {
  let reader: Reader | undefined
  const inspect = async (signal: AbortSignal): Promise<RoleState> => {
    const found = await connection.query<FindingRow>(catalog.role, [], signal)
    const seen = await readerOf(connection, found, signal)
    reader = seen
    return {
      excesses: wordsFor(found),
      refusalOf: (subject) => readerProblem(seen, subject),
    }
  }
  const admitAnew = async ({ subject }: Viewer, signal: AbortSignal): Promise<void> => {
    const problem = (await inspect(signal)).refusalOf(subject)
    if (problem !== undefined) throw problem
  }
  return {
    inspect,
    admit: async (viewer, signal) => {
      if (readerProblem(reader, viewer.subject) !== undefined) await admitAnew(viewer, signal)
    },
    admitAnew,
  }
}
