import type { ConfigPath, ConfigValue } from '../formats/config-format.js'
import type { FormatName } from '../formats/formats.js'
import type { Folders } from './folders.js'

/** How a host writes what it starts a server from. Paths begin at the entry. */
export interface EntryShape {
  /** What an entry says beside that. */
  readonly constants: Readonly<Record<string, ConfigValue>>
  /** Whether an entry holds its own name too. */
  readonly isNamed?: boolean
  readonly command: ConfigPath
  /** Undefined where the arguments follow the program in the list of `command`. */
  readonly args?: ConfigPath
  readonly env: ConfigPath
}

/** How a host writes the address of a server for one transport. */
export interface RemoteForm {
  /** What an entry says beside the address. */
  readonly constants: Readonly<Record<string, ConfigValue>>
  readonly url: ConfigPath
}

/** How a host writes a server that it reaches over HTTP by itself. Paths begin at the entry. */
export interface RemoteShape {
  /** Streamable HTTP. */
  readonly http: RemoteForm
  /** HTTP with SSE; undefined where the host has it no more. */
  readonly sse?: RemoteForm
  /** The headers that it sends with each request. */
  readonly headers: ConfigPath
  /**
   * What the person does so that the host signs in; undefined where it is not known to sign in at a
   * server by OAuth, so that such an entry is read but not written.
   */
  readonly signIn?: (name: string) => string
}

/** A host: what its configuration is called, where it lies and how it is written. */
export interface Host {
  readonly title: string
  readonly format: FormatName
  /** The member of the file that holds the servers. */
  readonly serversKey: string
  /** Whether the servers are a list and not named by their keys. */
  readonly isList?: boolean
  readonly shape: EntryShape
  /** Undefined where its file holds only servers that it starts. */
  readonly remote?: RemoteShape
  /**
   * Where it may keep what counts for all of a person's work: at least one path; the first is the
   * one that it reads when there are several.
   */
  readonly files: (folders: Folders) => readonly string[]
  /** Whether it reads whichever of these files is there. */
  readonly readsAny?: boolean
  /** What a new file begins with, where the host asks for more than servers. */
  readonly preamble?: string
  /** Whether the host asks for secrets itself and keeps them out of the file (`inputs`). */
  readonly asksForSecrets?: boolean
  /** Whether its own file also holds servers that count for single projects (`projects`). */
  readonly keepsProjects?: boolean
  /** Its file in a folder that it is opened in; such a file is often shared with the folder. */
  readonly projectFile?: string
  /** What the person does so that the host reads its file again. */
  readonly restart: string
}

/** `command`, `args` and `env`, as most hosts write them. */
export const plain: EntryShape = {
  constants: {},
  command: ['command'],
  args: ['args'],
  env: ['env'],
}

/** The same, with `"type": "stdio"`. */
export const typed: EntryShape = { ...plain, constants: { type: 'stdio' } }
