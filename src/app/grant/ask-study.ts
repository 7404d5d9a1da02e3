import type { Caller, ChoicePage, Granted, StudyChoice } from '../../calls/request-context.js'
import { once } from '../../once.js'
import { grantOf, meet } from '../../permissions/grant.js'
import type { CommandContext } from '../runtime.js'

/** `JHE_STUDY` that lets the person choose. */
export const askForStudy = 'ask'

/**
 * The page of a process on which the person chooses, loaded by the first question that needs it; none
 * where no browser may be opened (`JHE_LOGIN=manual`).
 * @param keeps as `createChoicePage` takes it
 */
export const choicePageOf = (
  command: CommandContext,
  keeps: 'file' | 'nothing' = 'file',
): { readonly page: ChoicePage | undefined; readonly close: () => Promise<void> } => {
  const opened = once(async () =>
    (await import('../choice/choice-page.js')).createChoicePage(command, keeps),
  )
  const page: ChoicePage = { ask: async (...asked) => await (await opened.get()).ask(...asked) }
  return {
    page: command.config.login === 'manual' ? undefined : page,
    close: async () => {
      await (await opened.ifOpen())?.close()
    },
  }
}

/**
 * A caller who sees no study before the person has chosen one, and then that one alone. The choice is
 * kept for the life of the process; no argument of a tool makes it.
 * @param make the caller that is held to less
 * @param page for hosts that cannot ask
 */
export function askingCaller(
  make: (granted: Granted) => Caller,
  granted: Granted,
  page: ChoicePage | undefined,
): Caller {
  const heldTo = (studies: readonly number[]): Caller =>
    make({ ...granted, grant: meet(granted.grant, grantOf({ studies })) })
  let study: number | undefined
  let isDeclined = false
  let current = heldTo([])
  const choice: StudyChoice = {
    page,
    among: granted.grant,
    chosen: () => study,
    choose: (id) => {
      study = id
      isDeclined = false
      current = heldTo([id])
    },
    isDeclined: () => isDeclined,
    decline: () => {
      isDeclined = true
    },
  }
  return {
    ...current,
    get grant() {
      return current.grant
    },
    get notice() {
      return current.notice
    },
    choice,
  }
}

/** The same caller before anything is chosen, for questions of the person's own terminal. */
export function withoutChoice({ choice, ...caller }: Caller): Caller {
  return choice === undefined ? caller : { ...caller, grant: choice.among }
}
