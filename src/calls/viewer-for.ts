import type { Identity } from '../auth/identity.js'
import { JheError } from '../errors.js'
import type { Grant } from '../permissions/grant.js'
import { viewerOf, type TypeUse, type Viewer } from '../permissions/viewer.js'
import type { App } from './app.js'

/** Who asks what: the person, what the session is held to, and what is asked of data types. */
interface Asking {
  readonly person: Identity
  readonly grant: Grant
  readonly use: TypeUse
}

/**
 * The viewer of a statement: a person within the grant of their session.
 * @throws JheError TOKEN_INVALID where the time of the grant is over
 */
export function viewerFor(
  { config, now }: Pick<App, 'config' | 'now'>,
  { person, grant, use }: Asking,
): Viewer {
  if (grant.until !== null && now().getTime() >= grant.until * 1000) {
    throw new JheError(
      'TOKEN_INVALID',
      'The time for which this session was granted is over.',
      'Ask who granted it for a new one.',
    )
  }
  return viewerOf(person, config, grant, use)
}
