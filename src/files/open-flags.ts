import { constants } from 'node:fs'

/** Windows knows some flags of the others not. */
const flagOf = (name: string): number => Number(Reflect.get(constants, name) ?? 0)

/** Without following a link; 0 on Windows. */
export const O_NOFOLLOW = flagOf('O_NOFOLLOW')
/** Without waiting on a pipe; 0 on Windows. */
export const O_NONBLOCK = flagOf('O_NONBLOCK')
