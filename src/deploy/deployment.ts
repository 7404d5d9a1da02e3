/** What a printed file is filled in with. */
export interface Deployment {
  /** Of jhe-mcp. */
  readonly version: string
  /** `JHE_PUBLIC_URL`; its host is the name that people use. */
  readonly publicUrl: URL
  readonly replicas: number
  /** Where a proxy reaches each replica, as host:port. */
  readonly addresses: readonly string[]
}

/** The port of `JHE_PUBLIC_URL`, where a proxy listens. */
export const publicPort = ({ publicUrl }: Pick<Deployment, 'publicUrl'>): number =>
  publicUrl.port === '' ? 443 : Number(publicUrl.port)

/** A file that `jhe-mcp deploy <kind>` prints. */
export interface DeploymentKind {
  readonly name: string
  /** One line for `--list`. */
  readonly about: string
  readonly print: (deployment: Deployment) => string
}

/** The port of people and hosts, and that of metrics and peers, inside a deployment. */
export const ports = { people: 8001, internal: 8002 } as const

/** The names of the replicas in the printed compose file. */
export const replicaNames = (replicas: number): readonly string[] =>
  Array.from({ length: replicas }, (_unused, index) => `jhe-mcp-${index + 1}`)

/** Seconds until a process is killed that was told to end: more than both parts of `JHE_DRAIN`. */
export const endsWithin = 40

/** Seconds that a stream may be silent before a proxy cuts it: more than two heartbeats. */
export const proxyTimeout = 60

/** The lines of a file, with a line break after the last. */
export const linesOf = (...lines: readonly string[]): string => `${lines.join('\n')}\n`

/** The secrets that every deployment needs, with what each is. */
export const secrets = [
  ['JHE_CLIENT_SECRET', 'of the confidential OAuth client at JHE'],
  ['JHE_DB_CONN', "JHE's PostgreSQL, with the role of `jhe-mcp sql --role`"],
  ['JHE_STATE_CONN', 'a PostgreSQL database of its own, prepared by `jhe-mcp state sql`'],
  [
    'JHE_SERVE_KEYS',
    'openssl rand -base64 32; a new one goes to the end everywhere, and only then to the front',
  ],
] as const
