import type { Cluster } from '../../support/database/cluster.js'
import type { GivenPeer } from '../peers/peer.js'

/** A figure or a word of a table; numbers are kept as measured and rounded when shown. */
export type Cell = string | number

/** What a section measured. */
export interface Table {
  readonly title: string
  /** How it was measured, in a sentence or two. */
  readonly how: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly goals: readonly Goal[]
}

/** A limit that the product set itself. */
export interface Goal {
  readonly goal: string
  readonly limit: number
  /** Whether the limit is the most or the least that is allowed. */
  readonly is: 'most' | 'least'
  readonly measured: number
}

/** A Node beside the one that runs the benchmark. */
export interface OtherNode {
  readonly path: string
  /** As 22.1.0. */
  readonly version: string
}

/** What every section may use. */
export interface BenchContext {
  /** Root of the repository, where the product was built. */
  readonly root: string
  /** The compiled `floor-server.ts`. */
  readonly floorServer: string
  /** The compiled `floor-http-server.ts`. */
  readonly floorHttpServer: string
  /** The compiled `floor-bridge.ts`. */
  readonly floorBridge: string
  /** A throw-away PostgreSQL, started by its first use and stopped when all sections are done. */
  readonly cluster: () => Promise<Cluster>
  /** How many observations the databases of the scale section hold, smallest first. */
  readonly rows: readonly number[]
  /** Of the scale section only questions whose name contains it. */
  readonly only?: string | undefined
  /** Where the section start measures too. */
  readonly nodes: readonly OtherNode[]
  /** Servers for the section peers, beside those that it knows. */
  readonly peers: readonly GivenPeer[]
  /** Folder of another checkout that is built, for the section beside. */
  readonly beside?: string | undefined
  /** Whether it is enough to see that everything runs. */
  readonly isSmoke: boolean
  /** Tells the person at the terminal what is under way. */
  readonly note: (line: string) => void
}

/** One part of the benchmark. */
export interface Section {
  readonly name: string
  /** Whether it runs only when it is named. */
  readonly byName?: boolean
  run(context: BenchContext): Promise<readonly Table[]>
}
