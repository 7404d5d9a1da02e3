import { literal } from '../../support/literal.js'
import { createIndexes, openBenchDatabase, withSuperuser } from '../database.js'
import { floorTool, sessionOptions } from '../floor.js'
import type { Floor } from '../floor-tools.js'
import type { BenchContext } from '../results/section.js'
import type { Asked } from './peer.js'

/** Where the servers of others find the database. */
export interface PeerDatabase {
  readonly database: string
  readonly port: string
  readonly user: string
  readonly name: string
}

const user = 'bench_peer'

/**
 * The demo world with the advised indexes, and a role that reads all of it and opens as many
 * connections as it likes. Its sessions begin as the product's do, so that the SQL costs all the
 * same.
 */
export async function openPeerDatabase(context: BenchContext): Promise<PeerDatabase> {
  const { url } = await openBenchDatabase(context)
  const { port } = await context.cluster()
  const name = new URL(url).pathname.slice(1)
  await withSuperuser(port, name, async (admin) => {
    await createIndexes(admin)
    await admin.query('vacuum (analyze, freeze)')
    await admin.query(`create role ${user} login in role pg_read_all_data`)
    for (const [, setting = '', value = ''] of sessionOptions.matchAll(/-c (\w+)=(\w+)/g)) {
      await admin.query(`alter role ${user} set ${setting} = ${value}`)
    }
  })
  const database = `postgresql://${user}@127.0.0.1:${port}/${name}?sslmode=disable`
  return { database, port: String(port), user, name }
}

/** The statement of a question as a model would write it: its values written into it. */
export function sqlOf({ tools }: Floor, question: Asked): string {
  const [statement, ...more] =
    tools.find(({ name }) => name === floorTool(question))?.statements ?? []
  if (statement === undefined || more.length > 0) throw new Error(`${question}: not one statement`)
  const { text, values } = statement
  return text.replaceAll(/\$(\d+)/g, (_whole, at: string) => literal(values[Number(at) - 1]))
}
