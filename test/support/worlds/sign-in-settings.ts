import { hostname } from 'node:os'

import { createIssuerHttp } from '../../../src/auth/issuer/http.js'
import { createIdentitySource } from '../../../src/auth/session/identity-source.js'
import type { SessionSource } from '../../../src/auth/session/session-source.js'
import { createIssuerClient } from '../../../src/auth/issuer/issuer-client.js'
import { createKeychain } from '../../../src/auth/store/keychain.js'
import { createRefresher } from '../../../src/auth/session/refresh.js'
import { sessionKind } from '../../../src/auth/session/session-kind.js'
import type { SessionOwner } from '../../../src/auth/session/session.js'
import { createStoreResolver } from '../../../src/auth/store/store-resolver.js'
import { parseRedirectUri } from '../../../src/auth/sign-in/callback/redirect-uri.js'
import type { SignInSettings } from '../../../src/auth/sign-in/sign-in.js'
import { createTokenFile } from '../../../src/auth/store/token-file.js'

export interface Composition {
  readonly owner: SessionOwner
  readonly redirectUri: string
  readonly scopes: string
  /** Token folder; sessions are kept in a file. */
  readonly folder: string
  readonly pid: number
}

const now = (): Date => new Date()
const warn = (): void => undefined

const machine = {
  platform: process.platform,
  pid: process.pid,
  uid: process.geteuid?.(),
  hostname: hostname(),
  isAlive: () => true,
}

/** The sign-in of one process, of real parts. */
export function composeSignIn({ owner, redirectUri, ...rest }: Composition): SignInSettings {
  return {
    issuerClient: createIssuerClient(owner, createIssuerHttp({ env: {}, fetch, now })),
    stores: createStoreResolver({
      mode: 'file',
      kind: sessionKind(owner),
      file: createTokenFile({ dir: rest.folder, now, machine, warn }),
      keychain: createKeychain({ execPath: process.execPath, env: {} }),
      warn,
    }),
    redirect: parseRedirectUri(redirectUri),
    scopes: rest.scopes,
    pid: rest.pid,
    now,
  }
}

/** Who is signed in, for a process with these settings. */
export function sourceOf(folder: string, settings: SignInSettings): SessionSource {
  const { stores, issuerClient } = settings
  const refresher = createRefresher({ stores, issuerClient, now, machine, dir: folder })
  return createIdentitySource({ stores, issuerClient, refresher, now })
}
