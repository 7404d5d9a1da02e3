import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { signInAs } from '../support/worlds/signed-in.js'
import { openBenchDatabase } from './database.js'
import { recordFloor, writeFloor } from './floor.js'
import type { Floor } from './floor-tools.js'
import { asker } from './questions.js'
import type { BenchContext } from './results/section.js'

/** How a program is started. */
export interface Program {
  /** What runs it; this Node unless given. */
  readonly command?: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** What is measured and what it is measured against. */
export interface Programs {
  readonly product: Program
  readonly floor: Program
  readonly bare: Program
  /** What the floor does for each question. */
  readonly work: Floor
  readonly remove: () => void
}

/** The programs, in front of a database and with somebody signed in. */
export async function openPrograms(context: BenchContext): Promise<Programs> {
  const { url } = await openBenchDatabase(context)
  const signedIn = await signInAs(asker, url)
  const folder = await mkdtemp(join(tmpdir(), 'jhe-mcp-bench-'))
  const floorFile = join(folder, 'floor.json')
  const work = await recordFloor(url)
  writeFloor(floorFile, work)
  return {
    product: { args: [join(context.root, 'bin', 'jhe-mcp.js')], env: signedIn.env },
    floor: { args: [context.floorServer, floorFile] },
    bare: { args: [join(context.root, 'test', 'bench', 'bare-reply.js')] },
    work,
    remove: () => {
      signedIn.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
