import type { Log } from '../../log.js'
import type { Grants } from '../../state/store.js'

/** Which grants were used; the state is told once a minute for all of them. */
export interface GrantUses {
  note(id: string): void
  /** Tells the state now. */
  flush(): Promise<void>
}

const noteEvery = 60_000

export function createGrantUses(
  grants: Pick<Grants, 'touch'>,
  { now, log }: { readonly now: () => Date; readonly log: Log },
): GrantUses {
  const used = new Set<string>()
  let noted = 0

  const flush = async (): Promise<void> => {
    if (used.size === 0) return
    const ids = [...used]
    used.clear()
    noted = now().getTime()
    try {
      await grants.touch(ids)
    } catch (thrown) {
      // noted again with the next use
      log.failure(thrown)
    }
  }

  return {
    note: (id) => {
      used.add(id)
      if (now().getTime() - noted >= noteEvery) void flush()
    },
    flush,
  }
}
