import type { Config } from '../../config.js'
import { JheError } from '../../errors.js'

/** Why the demo takes no delegation. */
export const noneInDemo = 'the demo has only invented people, who delegate nothing'

/** Why a server of many people takes none. */
export const noneServed =
  'a server of many people takes what is delegated with the token of each request'

/**
 * The error of `JHE_GRANT` where it has no meaning; undefined where it is not set.
 * @param why the end of a sentence
 */
export const delegationRefused = (
  { grant }: Pick<Config, 'grant'>,
  why: string,
): JheError | undefined =>
  grant === undefined
    ? undefined
    : new JheError(
        'CONFIG_INVALID',
        `JHE_GRANT is set, and ${why}.`,
        'Unset JHE_GRANT; nothing is answered before.',
      )

/** The error of a server of many people that would let one of them choose for all. */
const askedServed = (): JheError =>
  new JheError(
    'CONFIG_INVALID',
    'JHE_STUDY=ask lets one person choose the study of a process, and a server is of many people.',
    'Set JHE_STUDY to ids, or leave it out.',
  )

/** @throws JheError CONFIG_INVALID where `JHE_STUDY` is `ask` */
export function refuseChoice({ study }: Pick<Config, 'study'>): void {
  if (study === 'ask') throw askedServed()
}

/** @throws JheError CONFIG_INVALID where `JHE_GRANT` is set */
export function refuseDelegation(config: Pick<Config, 'grant'>, why: string): void {
  const refused = delegationRefused(config, why)
  if (refused !== undefined) throw refused
}
