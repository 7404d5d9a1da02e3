/** A fault of the database or the way to it, and the test that shows what comes of it. */
export interface Fault {
  readonly fault: string
  /** What the person sees. */
  readonly seen: string
  /** Test file, and a title in it. */
  readonly file: string
  readonly title: string
}

/** The table of faults in test/hazards.md. No answer is ever half, and nothing but the one answer is lost. */
export const faults: readonly Fault[] = [
  {
    fault: 'the database restarts while questions run, or between two',
    seen: 'the answer',
    file: 'test/integration/db/failover.test.ts',
    title: 'a restart in the middle of statements costs a second attempt',
  },
  {
    fault: 'failover to a read-only standby',
    seen: 'the answer',
    file: 'test/integration/db/failover.test.ts',
    title: 'a failover to a read-only standby costs nothing',
  },
  {
    fault: 'a standby of several hosts dies in the middle of questions',
    seen: 'the answer, of the next host',
    file: 'test/long/db/standby-failure.test.ts',
    title: 'a standby that dies in the middle of statements costs a second attempt',
  },
  {
    fault: 'a standby gives a question up to keep up with its primary (40001)',
    seen: 'the answer, of another host where there is one',
    file: 'test/long/db/standby-failure.test.ts',
    title: 'a conflict with what a standby replays is answered by the other host',
  },
  {
    fault: 'a standby is further behind its primary than `JHE_DB_MAX_LAG`',
    seen: 'the answer of the next host, or `DATABASE_UNAVAILABLE`: how far behind',
    file: 'test/integration/db/standby.test.ts',
    title: 'a standby that lags shows nobody what was taken from them',
  },
  {
    fault: 'the connection is cut in the middle of a question',
    seen: 'the answer',
    file: 'test/integration/db/network.test.ts',
    title: 'that is cut in the middle of statements costs a second attempt',
  },
  {
    fault: 'it is cut again and again',
    seen: '`DATABASE_UNAVAILABLE`: lost; the next question works',
    file: 'test/integration/db/network.test.ts',
    title: 'that is cut again and again is said, and the next call works',
  },
  {
    fault: 'the network swallows everything',
    seen: '`DATABASE_UNAVAILABLE`: stopped answering, 5 s after the time limit',
    file: 'test/integration/db/network.test.ts',
    title: 'that swallows everything is said to have stopped answering',
  },
  {
    fault: 'the server or a firewall ends idle sessions',
    seen: 'the answer',
    file: 'test/integration/db/network.test.ts',
    title: 'behind which the database ends idle sessions costs nothing',
  },
  {
    fault: 'the database takes a connection and never answers, before or after TLS',
    seen: '`DATABASE_UNAVAILABLE`: timed out, within 6 s',
    file: 'test/integration/db/unanswering.test.ts',
    title: 'is named as such when it $what',
  },
  {
    fault: 'it is down, or its name is unknown',
    seen: '`DATABASE_UNAVAILABLE`: refused, or name',
    file: 'test/integration/db/connection.test.ts',
    title: 'is said to be %s',
  },
  {
    fault: 'wrong password, role, database or `pg_hba.conf`',
    seen: '`DATABASE_UNAVAILABLE`: which of them',
    file: 'test/integration/db/connection.test.ts',
    title: 'says of %s what is wrong, and not with which words',
  },
  {
    fault: 'the server has no connection left',
    seen: '`DATABASE_UNAVAILABLE`: no connection to spare',
    file: 'test/integration/db/crowded.test.ts',
    title: 'says that it has none to spare, and works when it has',
  },
  {
    fault: 'the role has no connection left',
    seen: '`DATABASE_UNAVAILABLE`: no connection to spare',
    file: 'test/integration/db/network.test.ts',
    title: 'says that the role has no connection to spare, and works when it has',
  },
  {
    fault: 'a table is locked, as in an upgrade of JHE',
    seen: '`QUERY_TIMEOUT`: a table is being changed',
    file: 'test/integration/db/stopping.test.ts',
    title: 'is stopped when it only waits for somebody else',
  },
  {
    fault: 'a question takes too long',
    seen: '`QUERY_TIMEOUT`; the server stops it',
    file: 'test/integration/db/stopping.test.ts',
    title: 'is stopped by the server, and its connection goes on',
  },
  {
    fault: 'the person cancels',
    seen: 'nothing; the server stops the question',
    file: 'test/integration/db/stopping.test.ts',
    title: 'stops its statement and no other one',
  },
  {
    fault: 'unknown authority, wrong host name or expired certificate',
    seen: '`DATABASE_UNAVAILABLE`: TLS failed',
    file: 'test/integration/db/tls.test.ts',
    title: 'refuses a certificate that is over',
  },
  {
    fault: 'the server asks for a client certificate',
    seen: '`DATABASE_UNAVAILABLE`: asks for a client certificate',
    file: 'test/integration/db/tls.test.ts',
    title: 'shows a client certificate where the server asks for one',
  },
  {
    fault: 'PgBouncer in transaction mode',
    seen: 'the answer',
    file: 'test/e2e/pgbouncer.test.ts',
    title: 'every question is answered as without it, by several processes at once',
  },
  {
    fault: 'server, database or role have other settings (time zone, date style, search path …)',
    seen: 'the same answer',
    file: 'test/integration/db/session.test.ts',
    title: 'gives the same answers as a role with the settings of PostgreSQL itself',
  },
  {
    fault: 'the role lacks a column',
    seen: '`DATABASE_DENIED`, naming the column',
    file: 'test/long/db/roles.test.ts',
    title: '%s names the column it may not read',
  },
  {
    fault: 'the role can do more than it needs',
    seen: 'a warning, or `DATABASE_ROLE_UNSAFE`',
    file: 'test/long/db/roles.test.ts',
    title: 'that %s is refused or warned of',
  },
]
