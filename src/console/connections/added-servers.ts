import type { Log } from '../../log.js'
import { entryOf, type AddedServer, type KeptServers } from '../api/added-server.js'
import type { Connections, ServerWay } from './connections.js'

export interface AddedServersOptions {
  readonly connections: Connections
  /** The way to a server that was added. @throws JheError for an address that may not be reached */
  readonly wayTo: (server: AddedServer) => ServerWay
  readonly kept: KeptServers
  readonly log: Pick<Log, 'failure' | 'warn'>
}

/** The servers of a console that are none of ours, those of earlier ones among them. */
export interface AddedServers {
  /** Adds what was kept; none of it is connected. What cannot be added stays kept, and is told. */
  restore(): Promise<void>
  /** @returns the id of a connection that is not open yet */
  add(server: AddedServer): Promise<string>
  /** Ends a connection and forgets it, in the file too. */
  remove(id: string): Promise<void>
}

export function createAddedServers(options: AddedServersOptions): AddedServers {
  const { connections, wayTo, kept, log } = options
  const keeping = new Map<string, AddedServer>()
  /** What was kept, and cannot be added with the settings of this start. */
  const others: AddedServer[] = []
  const write = async (): Promise<void> => {
    await kept.write([...others, ...keeping.values()])
  }
  const begin = (server: AddedServer): string => {
    const id = connections.add(entryOf(server), wayTo(server))
    if (server.keep === true) keeping.set(id, server)
    return id
  }
  const nothing = (thrown: unknown): readonly AddedServer[] => {
    log.failure(thrown)
    return []
  }
  return {
    restore: async () => {
      for (const server of await kept.read().catch(nothing))
        try {
          begin(server)
        } catch (thrown) {
          log.warn(`The server "${server.name}" is kept, and is left out this time.`)
          log.failure(thrown)
          others.push(server)
        }
    },
    add: async (server) => {
      const id = begin(server)
      if (server.keep === true) await write()
      return id
    },
    remove: async (id) => {
      await connections.remove(id)
      if (keeping.delete(id)) await write()
    },
  }
}
