import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { signInBridge } from '../../support/connect/served-bridge.js'
import { freePort } from '../../support/loopback.js'
import { watch } from '../../support/processes/watch-process.js'
import { authorizeServed } from '../../support/serve/sign-in.js'
import type { ServedPrograms } from '../http/served-programs.js'
import { greetings } from '../messages.js'
import { openPipe } from '../pipe.js'
import type { Program } from '../programs.js'
import { asker } from '../questions.js'
import type { BenchContext } from '../results/section.js'

/** A program that brings messages to `jhe-mcp serve`, and the folder of what it keeps. */
export interface BridgeProgram extends Program {
  readonly home: string
}

/** The bridges that are measured. */
export interface Bridges {
  /** `jhe-mcp connect` of somebody who is signed in, at a server that it has seen. */
  readonly signedIn: BridgeProgram
  /** The same of somebody whose session is gone. */
  readonly signedOut: BridgeProgram
  /** The least that such a program can do. */
  readonly floor: BridgeProgram
  /** mcp-remote of somebody who is signed in; undefined where it is not installed. */
  readonly other: BridgeProgram | undefined
  remove(): void
}

const listTools = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })}\n`
const initialized = `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`

/** Greets a program and lists its tools once, as a host does: it then knows the server. */
const introduce = async ({ args, env }: Program): Promise<void> => {
  const pipe = openPipe(args, env)
  await pipe.ask(greetings['2025'])
  await pipe.ask(initialized + listTools)
  await pipe.stop()
}

const prompt = /Please authorize this client by visiting:\s+(\S+)\s/

/** Where the ring of the hosts installs it. */
const otherFile = (root: string): string =>
  join(root, 'node_modules', '.cache', 'hosts', 'node_modules', 'mcp-remote', 'dist', 'proxy.js')

const signInOther = async (
  root: string,
  { world }: ServedPrograms,
): Promise<BridgeProgram | undefined> => {
  const file = otherFile(root)
  if (!existsSync(file)) return undefined
  const home = mkdtempSync(join(tmpdir(), 'jhe-mcp-bench-other-'))
  const env = { HOME: home, BROWSER: 'true', MCP_REMOTE_CONFIG_DIR: join(home, 'kept') }
  const args = [file, `${world.publicUrl}/mcp`, String(await freePort())]
  const first = watch(
    spawn(process.execPath, args, {
      env: { ...env, PATH: process.env['PATH'] ?? '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  )
  first.child.stdin?.write(greetings['2025'])
  await first.said(/^http:\S+\/authorize\?\S+|visiting:\s+http/)
  const found =
    prompt.exec(first.stderr())?.[1] ?? /http:\S+\/authorize\?\S+/.exec(first.stderr())?.[0]
  await (await fetch(await authorizeServed(world, found ?? '', asker))).text()
  await first.said(/Proxy established|Connected to remote server/i)
  first.child.kill()
  await first.exit
  return { home, args, env }
}

/** Signs in with each of them. */
export async function openBridges(
  { root, floorBridge }: Pick<BenchContext, 'root' | 'floorBridge'>,
  served: ServedPrograms,
): Promise<Bridges> {
  const { world, product } = served
  const { home, env } = await signInBridge(world, asker)
  const args = [join(root, 'bin', 'jhe-mcp.js'), 'connect', `${world.publicUrl}/mcp`]
  const signedIn = { home, args, env }
  await introduce(signedIn)
  const emptied = mkdtempSync(join(tmpdir(), 'jhe-mcp-bench-out-'))
  cpSync(home, emptied, { recursive: true })
  rmSync(join(emptied, '.jhe_mcp', 'server_cache.json'))
  const signedOut = { home: emptied, args, env: { ...env, HOME: emptied, USERPROFILE: emptied } }
  const other = await signInOther(root, served)
  const floor = {
    home: mkdtempSync(join(tmpdir(), 'jhe-mcp-bench-floor-')),
    args: [floorBridge, product.address],
    env: { FLOOR_TOKEN: product.token ?? '' },
  }
  return {
    floor,
    signedIn,
    signedOut,
    other,
    remove: () => {
      for (const folder of [home, emptied, floor.home, other?.home])
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How many tokens lie in the files of a folder as they are: nothing is needed to use them. */
export function tokensInClear({ home }: BridgeProgram): number {
  const texts = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
  const found = texts.flatMap((text) => [
    ...text.matchAll(/\\?"(?:access|refresh)_token\\?":\s*\\?"([^"\\]+)/g),
  ])
  return new Set(found.map(([, token]) => token)).size
}
