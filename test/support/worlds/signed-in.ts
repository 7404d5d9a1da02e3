import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { writeTestSession } from './stores.js'
import { createTestSession } from '../issuer/tokens.js'
import { generousBrake } from '../guard/generous.js'

/** A person with a saved session, ready for a spawned server. */
export interface SignedIn {
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  remove(): void
}

const clientId = 'jhe-mcp'

/**
 * Saves a session as a finished sign-in would, in a home folder of its own.
 * @param studies `jhe_permissions.studies`; null for a token without the claim
 * @param baseUrl of the JHE where they signed in; nothing asks it
 */
export async function signInAs(
  subject: number,
  databaseUrl: string,
  studies: readonly number[] | null = null,
  baseUrl = 'http://localhost:8000',
): Promise<SignedIn> {
  const home = mkdtempSync(join(tmpdir(), 'jhe-mcp-home-'))
  const dir = join(home, '.jhe_mcp')
  const person = { subject, studies, issuer: `${baseUrl}/o`, clientId }
  await writeTestSession(dir, await createTestSession(person))
  return {
    home,
    env: {
      HOME: home,
      USERPROFILE: home,
      JHE_BASE_URL: baseUrl,
      JHE_CLIENT_ID: clientId,
      JHE_DB_CONN: databaseUrl,
      ...generousBrake,
      JHE_TOKEN_STORE: 'file',
      JHE_LOGIN: 'manual',
    },
    remove: () => {
      rmSync(home, { recursive: true, force: true })
    },
  }
}
