import type { ServeConfig } from '../../serve-config.js'
import { knownClients } from './known-clients.js'
import { redirectProblem, type RedirectRules } from './redirect-policy.js'

/** Which client programs may ask. */
export interface ClientPolicy {
  /** Whether programs may register themselves or publish a metadata document. */
  readonly isOpen: boolean
  /** Whether the metadata document at an address may be fetched. */
  readonly allowsDocument: (address: string) => boolean
  /** Whether a document is of a known program or of a host that the administrator has named. */
  readonly knowsDocument: (address: URL) => boolean
  /**
   * Why a code may not be sent to an address; undefined where it may.
   * @param ownHost a host that the client is known to own
   */
  readonly redirectProblem: (address: string, ownHost?: string) => string | undefined
  /** Whether a client of this id may be used at all. */
  readonly allowsClient: (id: string) => boolean
}

/** How the id of a client begins that an administrator has added. */
export const addedPrefix = 'added-'

/** How the id of a client begins that has registered itself. */
export const registeredPrefix = 'dcr-'

type Settings = Pick<ServeConfig, 'clients' | 'clientHosts'>

const known = (kind: 'hosts' | 'schemes' | 'documents'): readonly string[] =>
  knownClients.flatMap((client) => client[kind] ?? [])

const rulesOf = ({ clients, clientHosts }: Settings): RedirectRules => {
  const added = clientHosts.map((entry) => entry.toLowerCase())
  return {
    hosts: clients === 'any' ? undefined : new Set([...known('hosts'), ...added]),
    schemes: new Set([...known('schemes'), ...added.filter((entry) => entry.endsWith(':'))]),
  }
}

/** A public name with the standard port: never an address in numbers or a name of the inner network. */
const isPublicName = ({ port, hostname }: URL): boolean =>
  port === '' && /^[\da-z-]+(\.[\da-z-]+)*\.[a-z][\da-z-]*[\da-z]$/.test(hostname)

const internal =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|test|invalid|example|onion|arpa)$/

/** The policy that `JHE_CLIENTS` and `JHE_CLIENT_HOSTS` say. */
export function createClientPolicy(settings: Settings): ClientPolicy {
  const rules = rulesOf(settings)
  const documents = [
    ...known('documents'),
    ...settings.clientHosts.map((host) => `${host.toLowerCase()}/`),
  ]
  const isOpen = settings.clients !== 'registered'
  const knowsDocument = ({ host, pathname }: URL): boolean =>
    documents.some((start) => `${host}${pathname}`.startsWith(start))
  return {
    isOpen,
    knowsDocument,
    allowsDocument: (address) => {
      if (!isOpen || !URL.canParse(address)) return false
      const url = new URL(address)
      if (url.protocol !== 'https:' || !isPublicName(url) || internal.test(url.hostname))
        return false
      return settings.clients === 'any' || knowsDocument(url)
    },
    redirectProblem: (address, ownHost) => {
      const problem = redirectProblem(address, rules)
      if (problem === undefined || ownHost === undefined) return problem
      return redirectProblem(address, { hosts: new Set([ownHost]), schemes: new Set() })
    },
    allowsClient: (id) => isOpen || id.startsWith(addedPrefix),
  }
}
