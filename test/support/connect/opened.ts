import { test } from 'vitest'

import { openBridgedHost, type BridgedHost, type HostOptions } from './bridged-host.js'
import { serveScript, type Script, type ScriptedServer } from './scripted-server.js'

/** What a test opens; closed after it, the last first. */
export type Keep = <T extends { close(): Promise<void> }>(part: T) => T

/** A server that does what the test says, and a host of a bridge to it. */
export interface Scripted {
  readonly server: ScriptedServer
  readonly host: BridgedHost
}

/** `it` of tests of the bridge: `keep` closes a part after the test, `script` opens both ends. */
export const it = test
  .extend('keep', async ({}, { onCleanup }): Promise<Keep> => {
    const parts: { close(): Promise<void> }[] = []
    onCleanup(async () => {
      for (const part of parts.reverse()) await part.close()
    })
    return await Promise.resolve((part) => {
      parts.push(part)
      return part
    })
  })
  .extend('script', ({ keep }) => {
    return async (script: Script, options: HostOptions = {}): Promise<Scripted> => {
      const server = keep(await serveScript(script))
      return { server, host: keep(openBridgedHost(server.url, options)) }
    }
  })
