import type { HostTarget } from './connection-url.js'
import type { Ssl } from '../conninfo/tls-settings.js'
import { isOptionsRefused } from '../database-error.js'
import { sessionOptions } from '../session.js'
import { isWorthOtherTls, StartFailure } from './start-failure.js'

/** One way to open a connection to the database. */
export interface Way {
  readonly ssl: Ssl
  /** Whether the session's settings go with the start; where a pooler refuses them they do not. */
  readonly options: 'all' | 'without newer' | 'none'
}

/** The way that is tried first. */
export const firstWay = ({ client: { ssl } }: HostTarget): Way => ({
  ssl: typeof ssl === 'object' ? ssl : false,
  options: 'all',
})

/** Startup options of a way; undefined for none. */
export function startupOptions(
  { options }: Way,
  { routing }: HostTarget,
  statementTimeout: number,
): string | undefined {
  const own = options === 'none' ? '' : sessionOptions(statementTimeout, options === 'all')
  const both = `${routing} ${own}`.trim()
  return both === '' ? undefined : both
}

/** A server older than the newest of the settings (PostgreSQL 13). */
const isSettingUnknown = ({ code }: StartFailure): boolean => code === '42704'

/** What to try after a failure; undefined when nothing else is left. */
export function nextWay(target: HostTarget, way: Way, thrown: unknown): Way | undefined {
  if (!(thrown instanceof StartFailure)) return undefined
  if (way.options !== 'none' && isOptionsRefused(thrown)) return { ...way, options: 'none' }
  if (way.options === 'all' && isSettingUnknown(thrown)) return { ...way, options: 'without newer' }
  if (target.fallback === undefined || !isWorthOtherTls(thrown)) return undefined
  const first = firstWay(target).ssl
  return { ...way, ssl: way.ssl === first ? target.fallback : first }
}

/** Whether two ways are the same. */
export const isSameWay = (a: Way, b: Way): boolean => a.ssl === b.ssl && a.options === b.options
